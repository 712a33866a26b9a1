import type { Json } from './json.ts';

/**
 * Records in order, written only at the end, and only by who knows the end.
 *
 * Use it for what must be replayed: a journal, an audit trail, a conversation. Cost: one write per `append`.
 */
export interface AppendLog {
  /** The records from index `from` (default 0) to the end. A log that was never written is empty. */
  read(from?: number): Promise<readonly Json[]>;
  /**
   * Adds a batch, all of it or nothing, if the log has exactly `expectedLength` records. When it resolves, the records
   * survive what the driver promises.
   *
   * @throws StorageError `storage.conflict` with `expectedLength` and `actualLength` when somebody else appended or deleted;
   * `storage.invalid-value` naming the place when a record is not JSON.
   */
  append(records: readonly unknown[], expectedLength: number): Promise<void>;
  /** How many records there are. */
  length(): Promise<number>;
  /** Removes the log; it is then empty and can be written again from 0. For a proof about bytes on disk use `erase`. */
  delete(): Promise<void>;
}
