import { describeJournalStoreContract } from '@ashlar/core/testing/vitest';
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { type PostgresServer, postgresBin, startPostgres } from '../../../test/servers/postgres.ts';
import { journalStore, type Store } from '../src/index.ts';
import { postgresStore } from '../src/postgres/index.ts';
import { describeStoreContract } from '../src/testing/index.ts';

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
