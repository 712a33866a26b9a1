import { StorageError } from '../errors.ts';
import { encodeSubject, type Subject } from '../key.ts';
import type { Erased } from '../store.ts';
import type { Connection } from './connection.ts';

const tables = ['value', 'log', 'record', 'counter', 'lease'];

/** Deletes the rows of a subject in one transaction, then sees to their bytes as far as was asked. */
export async function eraseSubject(
  { query, at }: Connection,
  subject: Subject,
  erasure: 'vacuum' | 'rewrite',
): Promise<Erased> {
  encodeSubject(subject);
  const gone = (name: string): string =>
    `${name} AS (DELETE FROM ${at}${name} WHERE tenant = $1 AND subject = $2 RETURNING 1)`;
  const counted = ['value', 'log', 'counter', 'lease'];
  const [row] = await query(
    `WITH ${counted.map(gone).join(', ')}
      SELECT ${counted.map((name) => `(SELECT count(*) FROM ${name}) AS ${name}`).join(', ')},
      pg_current_xact_id() AS deletion`,
    [subject.tenant, subject.subject],
  );
  if (erasure === 'rewrite') await refuseWhilePinned(query, String(row?.deletion));
  for (const table of tables) {
    await query(`VACUUM ${erasure === 'rewrite' ? '(FULL)' : ''} ${at}${table}`);
  }
  return {
    values: Number(row?.value),
    logs: Number(row?.log),
    counters: Number(row?.counter),
    leases: Number(row?.lease),
  };
}

/** A transaction that began before the deletion still sees the rows: rewriting would copy them. */
async function refuseWhilePinned(query: Connection['query'], deletion: string): Promise<void> {
  const pinned = await query(
    `SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()
      AND age(backend_xmin) >= age($1::xid8::xid)`,
    [deletion],
  );
  if (pinned.length === 0) return;
  throw new StorageError(
    'storage.busy',
    'The rows are deleted, but a transaction that began earlier keeps their bytes. Call erase again when it has ended.',
  );
}
