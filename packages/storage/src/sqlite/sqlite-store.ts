import { oneOf, whole } from '../arguments.ts';
import type { Clock, Store } from '../store.ts';
import { openDatabase } from './database.ts';
import { eraseSubject } from './erase-subject.ts';
import { sqliteCounters } from './sqlite-counters.ts';
import { sqliteLeases } from './sqlite-leases.ts';
import { sqliteLog } from './sqlite-log.ts';
import { sqliteValues } from './sqlite-values.ts';

/** Where and how safely to write. */
export interface SqliteStoreOptions {
  /** Made when it does not exist; its folder must. On a local disk, not on a network share. */
  readonly file: string;
  /**
   * What an acknowledged write survives. Each mode survives the kill of the process at any moment, whole and consistent.
   * `full` (default): power loss too; one fsync a write. `normal`: power loss may take back the last writes, all after some
   * point, and the file stays sound. `off`: power loss may damage the file.
   */
  readonly synchronous?: 'full' | 'normal' | 'off';
  /** Milliseconds to wait, without blocking the event loop, for other processes before `storage.busy`. Default 5000. */
  readonly busyTimeoutMs?: number;
  /** Default `Date.now`. Processes on one file must agree on the time as closely as their leases are short. */
  readonly now?: Clock;
}

/**
 * A store in one SQLite file, for one machine and several processes (WAL).
 *
 * Each call is one transaction, run synchronously between two turns of the event loop: about 0.05 ms, plus the disk in mode `full`.
 * One writer at a time over all processes. The size of the file is not bounded. An erasure rewrites the whole file.
 *
 * @throws StorageError `storage.unavailable` when the file cannot be opened, `storage.corrupt` when it is no database.
 */
export async function sqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const database = await openDatabase({
    file: options.file,
    synchronous: oneOf(options.synchronous ?? 'full', 'synchronous', ['full', 'normal', 'off']),
    busyTimeoutMs: whole(options.busyTimeoutMs ?? 5000, 'busyTimeoutMs'),
    now: options.now ?? Date.now,
  });
  return {
    values: sqliteValues(database),
    log: (key) => sqliteLog(database, key),
    counters: sqliteCounters(database),
    leases: sqliteLeases(database),
    erase: (subject) => eraseSubject(database, subject),
    close: () => database.close(),
  };
}
