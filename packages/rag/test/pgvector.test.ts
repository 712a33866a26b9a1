import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresStore } from '../src/postgres/index.ts';
import { describeIndexStoreContract } from '../src/testing/index.ts';
import { pglitePool } from './pglite-pool.ts';

let pool: Awaited<ReturnType<typeof pglitePool>>;
let made = 0;
beforeAll(async () => {
  pool = await pglitePool();
});
afterAll(() => pool?.close());

describeIndexStoreContract('PostgreSQL with pgvector (PGlite)', () => {
  made += 1;
  const schema = `contract_${made}`;
  const open = () => postgresStore({ pool, schema });
  return { store: open(), again: open };
});

it('finds by an index of pgvector, and keeps vectors in a column of its type', async () => {
  const store = postgresStore({ pool, schema: 'columns' });
  await store.open({ id: 'plane', dimensions: 2 });
  const client = await pool.connect();
  const { rows } = await client.query(
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'columns' AND tablename = 'vector_1'",
  );
  client.release();
  expect(JSON.stringify(rows)).toContain('USING hnsw (embedding vector_cosine_ops)');
});

it('keeps bytes where it is told so', async () => {
  const store = postgresStore({ pool, schema: 'bytes', pgvector: false });
  await store.open({ id: 'plane', dimensions: 2 });
  const client = await pool.connect();
  const { rows } = await client.query(
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'bytes' AND table_name = 'vector_1'",
  );
  client.release();
  expect(JSON.stringify(rows)).not.toContain('embedding');
});
