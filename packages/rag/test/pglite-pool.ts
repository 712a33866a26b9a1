import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import type { PostgresPool } from '../src/postgres/index.ts';

/** PostgreSQL with pgvector in this process, in memory, as a pool of one connection. */
export async function pglitePool(): Promise<PostgresPool & { close(): Promise<void> }> {
  const database = await PGlite.create({ extensions: { vector } });
  await database.exec('CREATE EXTENSION vector');
  let last: Promise<void> = Promise.resolve();
  return {
    async connect() {
      const before = last;
      let free = () => {};
      last = new Promise((resolve) => {
        free = resolve;
      });
      await before;
      return {
        query: (text, values) => database.query(text, values),
        release: () => free(),
      };
    },
    close: () => database.close(),
  };
}
