import { describeJournalStoreContract } from '@ashlar/core/testing/vitest';
import { journalStore, type Store } from '@ashlar/storage';
import { postgresStore } from '@ashlar/storage/postgres';
import { describeStoreContract } from '@ashlar/storage/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { type PostgresServer, postgresBin, startPostgres } from '../servers/postgres.ts';

if (postgresBin === undefined) console.warn('PostgreSQL is not installed: its tests are skipped.');

describe.skipIf(postgresBin === undefined)('PostgreSQL', () => {
  let server: PostgresServer;
  let pool: pg.Pool;
  let opened = 0;
  const fresh = (now?: () => number): Promise<Store> => {
    opened += 1;
    return postgresStore({ pool, schema: `s${opened}`, ...(now && { now }) });
  };

  beforeAll(async () => {
    server = await startPostgres();
    pool = new pg.Pool({ connectionString: server.url });
    // The server ends before the connections that are being closed.
    pool.on('error', () => {});
    pool.on('connect', (connected) => connected.on('error', () => {}));
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  describeStoreContract('postgres', fresh);
  describeJournalStoreContract('postgres', async () => {
    const store = await fresh();
    return { store: journalStore(store), reopen: () => journalStore(store), close: store.close };
  });
});
