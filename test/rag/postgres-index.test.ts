import { openIndex } from '@ashlar/rag';
import { type PostgresPool, postgresStore } from '@ashlar/rag/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../packages/rag/src/postgres/database.ts';
import { MIGRATIONS, migrate } from '../../packages/rag/src/postgres/migrations.ts';
import { type PostgresServer, postgresBin, startPostgres } from '../servers/postgres.ts';
import { checkVersion } from './support/check-version.ts';
import { ANN, documentsOf, lettersEmbedder, TENANT } from './support/versions.ts';

describe.skipIf(postgresBin === undefined)('an index in PostgreSQL', () => {
  let server: PostgresServer;
  let pool: pg.Pool;
  beforeAll(async () => {
    server = await startPostgres();
    pool = new pg.Pool({ connectionString: server.url, max: 3 });
    pool.on('error', () => {});
  });
  afterAll(async () => {
    await pool?.end();
    await server?.stop();
  });
  const open = (schema: string, own: PostgresPool = pool, lockMs = 30_000) =>
    openIndex({ store: postgresStore({ pool: own, schema, lockMs }), embedder: lettersEmbedder });

  it('serves many tenants at once over few connections, to each its own', async () => {
    const index = await open('tenants');
    const tenants = Array.from({ length: 8 }, (_, i) => `tenant-${i}`);
    await Promise.all(
      tenants.map((tenant) =>
        index.ingest(
          [{ source: 'a.md', read: async () => new TextEncoder().encode(`Granite of ${tenant}.`) }],
          { tenant },
        ),
      ),
    );
    const searches = Array.from({ length: 80 }, async (_, i) => {
      const tenant = tenants[i % tenants.length] as string;
      const hits = await index.search({ text: 'granite' }, { ...ANN, tenant });
      expect(hits.map(({ text }) => text)).toEqual([`Granite of ${tenant}.`]);
    });
    await Promise.all(searches);
    expect(pool.totalCount).toBeLessThanOrEqual(3);
    expect(pool.idleCount).toBe(pool.totalCount);
  });

  it('lets one writer at a time work on a tenant, and others on other tenants', async () => {
    const index = await open('locks', pool, 100);
    await index.ingest(documentsOf(1), { tenant: TENANT });
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `ashlar rag "locks" tenant ${TENANT}`,
    ]);
    await expect(index.ingest(documentsOf(2), { tenant: TENANT })).rejects.toMatchObject({
      code: 'index.busy',
      retryable: true,
    });
    expect(await index.ingest(documentsOf(2), { tenant: 'other' })).toMatchObject({ ingested: 4 });
    expect(await index.search({ text: 'granite' }, ANN)).toHaveLength(3);
    await client.query('ROLLBACK');
    client.release();
    expect(await index.ingest(documentsOf(2), { tenant: TENANT })).toMatchObject({ ingested: 4 });
    await checkVersion(await open('locks')).then((version) => expect(version).toBe(2));
  });

  it('holds old or new after the server is killed in the middle of a commit, and goes on', async () => {
    const crashing = (statements: number): PostgresPool => ({
      async connect() {
        const client = await pool.connect();
        let done = 0;
        return {
          async query(text, values) {
            done += 1;
            if (armed && done === statements) await server.crash();
            return client.query(text, values);
          },
          release: (error) => client.release(error),
          on: (event, listener) => client.on(event, listener),
          off: (event, listener) => client.off(event, listener),
        };
      },
    });
    let armed = false;
    const index = await open('crash');
    await index.ingest(documentsOf(1), { tenant: TENANT });
    for (const statements of [2, 6, 9, 12]) {
      armed = false;
      const broken = await open('crash', crashing(statements));
      armed = true;
      await expect(broken.ingest(documentsOf(2), { tenant: TENANT })).rejects.toMatchObject({
        code: 'index.unavailable',
        retryable: true,
      });
      expect(await checkVersion(index)).toBe(1);
    }
    expect(await index.ingest(documentsOf(2), { tenant: TENANT })).toMatchObject({ ingested: 4 });
    expect(await checkVersion(index)).toBe(2);
  });

  it('brings tables of an earlier version up to date, and refuses those of a newer one', async () => {
    const database = connectDatabase(pool, 'versions', 1000);
    await migrate(database, 1);
    const index = await open('versions');
    await index.ingest(documentsOf(1), { tenant: TENANT });
    expect(await checkVersion(index)).toBe(1);
    await pool.query("UPDATE versions.setting SET value = $1 WHERE name = 'tables'", [
      String(MIGRATIONS.length + 1),
    ]);
    await expect(open('versions')).rejects.toMatchObject({ code: 'index.format' });
  });

  it('makes its tables once when many processes open it at the same time', async () => {
    const indexes = await Promise.all(Array.from({ length: 6 }, () => open('together')));
    await indexes[0]?.ingest(documentsOf(1), { tenant: TENANT });
    expect(await checkVersion(indexes[5] as (typeof indexes)[0])).toBe(1);
  });

  it('says in words that it cannot reach the server, and takes no name for a schema that is none', async () => {
    const lost = new pg.Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 500 });
    await expect(open('lost', lost)).rejects.toMatchObject({ code: 'index.unavailable' });
    await lost.end();
    for (const schema of ['', 'Big', 'a"b', 'a; DROP', 'x'.repeat(60)]) {
      expect(() => postgresStore({ pool, schema })).toThrow(/no name for a schema/);
    }
  });
});

if (postgresBin === undefined)
  it.skip('PostgreSQL is not installed here: its index was not tested');
