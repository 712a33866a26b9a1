import { StorageError } from '../errors.ts';
import type { Connection } from './connection.ts';
import { migrations } from './migrations.ts';

/**
 * Brings the tables up to date; does nothing, and needs no right to create, when they are. Any number of processes may do it at
 * the same time.
 */
export async function migrate(connection: Connection): Promise<void> {
  const have = await version(connection);
  if (have === migrations.length) return;
  if (have > migrations.length) throw newer(connection.schema, have);
  await connection.query(upgrade(connection, have));
  const reached = await version(connection);
  if (reached > migrations.length) throw newer(connection.schema, reached);
}

async function version({ query, at }: Connection): Promise<number> {
  const [found] = await query('SELECT to_regclass($1) IS NOT NULL AS there', [`${at}migration`]);
  if (found?.there !== true) return 0;
  const [row] = await query(`SELECT max(version) AS version FROM ${at}migration`);
  return Number(row?.version ?? 0);
}

/** One text of several statements is one transaction; the lock makes all others wait for it, and then find it done. */
function upgrade({ schema, at }: Connection, have: number): string {
  const steps = migrations.slice(have).map((step, index) => {
    const next = have + index + 1;
    return `IF NOT EXISTS (SELECT FROM ${at}migration WHERE version >= ${next}) THEN
      ${step(at)}
      INSERT INTO ${at}migration (version) VALUES (${next});
    END IF;`;
  });
  return `DO $migrate$ BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ashlar.migrate ${schema}', 0));
    CREATE SCHEMA IF NOT EXISTS ${schema};
    CREATE TABLE IF NOT EXISTS ${at}migration (version integer PRIMARY KEY);
    ${steps.join('\n')}
  END $migrate$`;
}

function newer(schema: string, found: number): StorageError {
  return new StorageError(
    'storage.unavailable',
    `The tables in ${schema} are of version ${found}, newer than this package. Update @ashlar/storage, or use another schema.`,
  );
}
