import { encodeSubject, type Subject } from '../key.ts';
import type { Erased } from '../store.ts';
import type { Database } from './database.ts';

/**
 * Deletes the rows of a subject and then the bytes: rows of one page leave copies behind when they move, so the file is rebuilt
 * (VACUUM) and the write-ahead log emptied. Both need that no other process is inside a transaction.
 */
export async function eraseSubject(database: Database, subject: Subject): Promise<Erased> {
  const scope = encodeSubject(subject);
  const erased = await database.write((transaction) => {
    const remove = (table: string): number =>
      transaction.run(`DELETE FROM ${table} WHERE scope = ?`, scope);
    transaction.run(
      'DELETE FROM ashlar_record WHERE log IN (SELECT id FROM ashlar_log WHERE scope = ?)',
      scope,
    );
    return {
      values: remove('ashlar_value'),
      logs: remove('ashlar_log'),
      counters: remove('ashlar_counter'),
      leases: remove('ashlar_lease'),
    };
  });
  await database.outside((transaction) => {
    transaction.run('VACUUM');
    return true;
  });
  await database.outside((transaction) => {
    return transaction.get('PRAGMA wal_checkpoint(TRUNCATE)')?.busy === 0;
  });
  return erased;
}
