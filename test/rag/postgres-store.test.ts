import { postgresStore } from '@ashlar/rag/postgres';
import { describeIndexStoreContract } from '@ashlar/rag/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type PostgresServer, postgresBin, startPostgres } from '../servers/postgres.ts';

describe.skipIf(postgresBin === undefined)('PostgreSQL', () => {
  let server: PostgresServer;
  let pool: pg.Pool;
  let made = 0;
  beforeAll(async () => {
    server = await startPostgres();
    pool = new pg.Pool({ connectionString: server.url, max: 6 });
    pool.on('error', () => {});
  });
  afterAll(async () => {
    await pool?.end();
    await server?.stop();
  });

  describeIndexStoreContract('PostgreSQL without pgvector', () => {
    made += 1;
    const schema = `contract_${made}`;
    const open = () => postgresStore({ pool, schema });
    return { store: open(), again: open };
  });
});

if (postgresBin === undefined)
  it.skip('PostgreSQL is not installed here: its store was not tested');
