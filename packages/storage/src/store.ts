import type { AppendLog } from './append-log.ts';
import type { Counters } from './counters.ts';
import type { Key, Subject } from './key.ts';
import type { KeyValue } from './key-value.ts';
import type { Leases } from './leases.ts';

/** How much an erasure removed. */
export interface Erased {
  readonly values: number;
  readonly logs: number;
  readonly counters: number;
  readonly leases: number;
}

/** A store of append logs only. */
export interface LogStore {
  /** The log at this place. Costs nothing until it is used. Throws `storage.invalid-key` at once. */
  log(key: Key): AppendLog;
  /**
   * Removes everything that lives under this subject, so that no byte of it stays in the files of the store (for servers: with
   * `erasure: 'rewrite'`). Calling it again is safe. Not reached: copies made outside (backups, snapshots, disk blocks the file system freed); for those, wrap the
   * store with `withEncryption`, whose erasure also destroys the subject's key.
   *
   * @throws StorageError `storage.busy` when another process kept the bytes pinned: everything is already deleted and
   * unreadable through the store, call again to finish.
   */
  erase(subject: Subject): Promise<Erased>;
  /** Lets go of files and timers. Every later call throws `storage.closed`. Safe to call twice. */
  close(): Promise<void>;
}

/** The whole seam: values, logs, counters and leases behind one face. Every driver and wrapper gives this. */
export interface Store extends LogStore {
  readonly values: KeyValue;
  readonly counters: Counters;
  readonly leases: Leases;
}

/** The time in milliseconds since 1970. */
export type Clock = () => number;
