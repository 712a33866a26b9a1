import { readFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isStorageError, type Store } from '@ashlar/storage';
import { postgresStore } from '@ashlar/storage/postgres';
import { redisStore } from '@ashlar/storage/redis';
import pg from 'pg';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { child, times } from '../../packages/storage/test/child.ts';
import { sharedKey } from '../../packages/storage/test/processes/open-logs.ts';
import { openStore } from '../../packages/storage/test/processes/open-store.ts';
import { temporaryFolder } from '../../packages/storage/test/temporary-folder.ts';
import { type PostgresServer, postgresBin, startPostgres } from '../servers/postgres.ts';
import { hasRedis, type RedisServer, startRedis } from '../servers/redis.ts';

const ann = { tenant: 'acme', subject: 'ann' };
const kinds = [
  { kind: 'postgres', there: postgresBin !== undefined, start: startPostgres },
  { kind: 'redis', there: hasRedis, start: startRedis },
];

describe.each(kinds)('$kind', ({ kind, there, start }) => {
  if (!there) console.warn(`There is no ${kind} server: its tests are skipped.`);
  describe.skipIf(!there)('as a real server', () => {
    let server: PostgresServer | RedisServer;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.stop());

    it('keeps each acknowledged write over a power cut of the server, and goes on with the same store', async () => {
      const store = await openStore(kind, server.url);
      const log = store.log({ ...ann, path: ['crash'] });
      let acknowledged = 0;
      for (let crash = 0; crash < times(2); crash += 1) {
        let down = false;
        const writing = (async () => {
          while (!down) {
            await log.append([acknowledged], acknowledged);
            acknowledged += 1;
          }
        })().catch((error) => {
          expect(error).toMatchObject({ code: 'storage.unavailable' });
        });
        while (acknowledged < 20 * (crash + 1)) await sleep(1);
        // PostgreSQL does not start again before the last child of the killed one is gone.
        await eventually(() => server.crash());
        down = true;
        await writing;
        const length = await eventually(() => log.length());
        expect(length - acknowledged === 0 || length - acknowledged === 1).toBe(true);
        expect(await log.read()).toEqual(Array.from({ length }, (_, i) => i));
        acknowledged = length;
      }
      await store.close();
    });

    it('keeps batches whole when a client is killed by SIGKILL in the middle of appends', async () => {
      const store = await openStore(kind, server.url);
      await store.log(sharedKey).delete();
      for (let kill = 0; kill < times(2); kill += 1) {
        const writer = child('append-for-ever', kind, server.url, 20_000);
        await writer.printed(2 + Math.floor(Math.random() * 6));
        await sleep(Math.random() * 6);
        await writer.kill();
        const acknowledged = Number(writer.lines().at(-1));
        await sleep(100); // what the server had received by then is done
        const records = (await store.log(sharedKey).read()) as { index: number }[];
        expect(records.length % 3).toBe(0);
        expect([acknowledged, acknowledged + 3]).toContain(records.length);
        expect(records.map(({ index }) => index)).toEqual(records.map((_, i) => i));
      }
      await store.close();
    });

    it('lets several processes win each index of a log exactly once', async () => {
      const store = await openStore(kind, server.url);
      await store.log(sharedKey).delete();
      const share = times(30);
      const writers = ['a', 'b', 'c'].map((name) =>
        child('append-in-competition', kind, server.url, name, share).result(),
      );
      const ends = (await Promise.all(writers)) as { won: number[]; lost: number }[];
      const expected: unknown[] = [];
      for (const [i, { won }] of ends.entries()) {
        for (const index of won) expected[index] = { writer: 'abc'[i], index };
      }
      expect(await store.log(sharedKey).read()).toEqual(expected);
      expect(expected).toHaveLength(3 * share);
      await store.close();
    });

    it('loses no addition of several processes and never passes a cap', async () => {
      const each = times(50);
      const counting = [1, 2, 3].map(() => child('count', kind, server.url, each, each).result());
      const admitted = (await Promise.all(counting)) as number[];
      const store = await openStore(kind, server.url);
      expect(await store.counters.get({ tenant: 'acme', path: ['free'] })).toBe(3 * each);
      expect(await store.counters.get({ tenant: 'acme', path: ['capped'] })).toBe(each);
      expect(admitted.reduce((a, b) => a + b)).toBe(each);
      await store.close();
    });

    it('never lets two processes hold a lease, and tokens only grow', async () => {
      const diary = join(await temporaryFolder(), 'diary');
      const turns = times(5);
      await Promise.all(
        [1, 2, 3].map(() => child('take-turns', kind, server.url, diary, turns).result()),
      );
      const lines = readFileSync(diary, 'utf8').trim().split('\n');
      const tokens = lines.filter((_, i) => i % 2 === 0).map((line) => Number(line.slice(3)));
      expect(lines).toEqual(tokens.flatMap((token) => [`in ${token}`, `out ${token}`]));
      expect(tokens).toEqual([...new Set(tokens)].sort((a, b) => a - b));
      expect(tokens).toHaveLength(3 * turns);
    });

    it('forgets by the clock of the server', async () => {
      const store = await openStore(kind, server.url);
      const key = { ...ann, path: ['short'] };
      await store.values.put(key, 1, { ttlMs: 40 });
      await store.counters.add(key, 1, { ttlMs: 40 });
      const lease = await store.leases.acquire(key, 40);
      expect(Math.abs((lease?.expiresAt ?? 0) - Date.now())).toBeLessThan(10_000);
      await eventually(async () => expect(await store.values.get(key)).toBeNull());
      await eventually(async () => expect(await store.counters.get(key)).toBe(0));
      await eventually(async () => expect(await store.leases.acquire(key, 1000)).not.toBeNull());
      await store.values.put(key, 2, { ifVersion: null });
      expect(await store.values.get(key)).toMatchObject({ value: 2 });
      await store.erase(ann);
      await store.close();
    });

    it('says that nothing is there without telling the connection string', async () => {
      const secret = 'hunter2-secret';
      const urls = [
        server.url.replace(/:\/\/(test@)?/, `://test:${secret}@`).replace(/:\d+/, ':1'),
        `${kind}://test:${secret}@no host:99999999/x`,
      ];
      for (const url of urls) {
        const error = await openStore(kind, url).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(isStorageError(error) && error.code).toBe('storage.unavailable');
        const told = [error, (error as Error).stack, (error as Error).cause].map(String).join();
        expect(told + JSON.stringify(error)).not.toContain(secret);
      }
    });
  });
});

describe.skipIf(postgresBin === undefined)('postgresStore', () => {
  let server: PostgresServer;
  let pool: pg.Pool;
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

  it('makes its tables once, however many open it at the same time, and needs no right to create afterwards', async () => {
    const stores = await Promise.all(
      Array.from({ length: 6 }, () => postgresStore({ pool, schema: 'many' })),
    );
    await stores[0]?.values.put({ ...ann, path: ['x'] }, 1);
    await pool.query(`CREATE ROLE guest LOGIN; GRANT USAGE ON SCHEMA many TO guest;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA many TO guest;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA many TO guest`);
    const connection = server.url.replace('test@', 'guest@');
    const guest = await postgresStore({ connection, schema: 'many' });
    expect(await guest.values.get({ ...ann, path: ['x'] })).toMatchObject({ value: 1 });
    await guest.close();
    const refused = postgresStore({ connection, schema: 'other' });
    await expect(refused).rejects.toMatchObject({ code: 'storage.unavailable' });
  });

  it('refuses tables of a newer version, bad schemas and two ways to connect', async () => {
    await postgresStore({ pool, schema: 'newer' });
    await pool.query('INSERT INTO newer.migration (version) VALUES (99)');
    await expect(postgresStore({ pool, schema: 'newer' })).rejects.toThrow(/newer than this/);
    for (const options of [{ pool, schema: 'x"; DROP' }, { pool, connection: server.url }, {}]) {
      await expect(postgresStore(options)).rejects.toMatchObject({ code: 'storage.invalid-value' });
    }
  });

  it('leaves a pool open that it was given', async () => {
    const store = await postgresStore({ pool, schema: 'many' });
    await store.close();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('tries again where the server could not serialize, and nothing is lost', async () => {
    const strict = new pg.Pool({
      connectionString: server.url,
      options: '-c default_transaction_isolation=serializable',
    });
    const store = await postgresStore({ pool: strict, schema: 'strict' });
    const key = { ...ann, path: ['n'] };
    const ends = await Promise.allSettled(
      Array.from({ length: 12 }, () => store.counters.add(key, 1)),
    );
    const added = ends.filter((end) => end.status === 'fulfilled').length;
    expect(await store.counters.get(key)).toBe(added);
    expect(added).toBeGreaterThan(1);
    for (const end of ends) {
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'storage.busy' });
    }
    await strict.end();
  });

  it('leaves no byte of an erased subject in its tables when they are rewritten', async () => {
    const store = await postgresStore({ pool, schema: 'gone', erasure: 'rewrite' });
    const canary = 'CANARY-91f2';
    await live(store, canary);
    await pool.query('CHECKPOINT');
    const [row] = (await pool.query('SHOW data_directory')).rows;
    const base = join(String(row?.data_directory), 'base');
    expect(await occurrences(base, canary)).toBeGreaterThan(100);

    const reader = new pg.Client(server.url);
    await reader.connect();
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM gone.value');
    await expect(store.erase(ann)).rejects.toMatchObject({ code: 'storage.busy', retryable: true });
    expect((await store.values.list({ ...ann, path: [] })).entries).toEqual([]);
    await reader.query('COMMIT');
    await reader.end();

    await store.erase(ann);
    await pool.query('CHECKPOINT');
    expect(await occurrences(base, canary)).toBe(0);
    // The write-ahead log keeps it until it is recycled, as the README says.
    expect(await occurrences(join(String(row?.data_directory), 'pg_wal'), canary)).toBeGreaterThan(
      0,
    );
  });
});

describe.skipIf(!hasRedis)('redisStore', () => {
  let server: RedisServer;
  let client: ReturnType<typeof createClient>;
  beforeAll(async () => {
    server = await startRedis();
    client = createClient({ url: server.url });
    client.on('error', () => {});
    await client.connect();
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  it('refuses a server that would lose records, unless that is allowed', async () => {
    const lossy = { code: 'storage.unavailable' };
    await client.sendCommand(['CONFIG', 'SET', 'maxmemory', '100mb']);
    await client.sendCommand(['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru']);
    await expect(redisStore({ client })).rejects.toMatchObject(lossy);
    await client.sendCommand(['CONFIG', 'SET', 'maxmemory-policy', 'noeviction']);
    await client.sendCommand(['CONFIG', 'SET', 'appendonly', 'no']);
    await expect(redisStore({ client })).rejects.toMatchObject(lossy);
    await redisStore({ client, mayLose: true });
    await client.sendCommand(['CONFIG', 'SET', 'appendonly', 'yes']);
    await eventually(() => redisStore({ client }));
  });

  it('leaves a client open that it was given, and refuses a bad prefix', async () => {
    const store = await redisStore({ client });
    await store.close();
    expect(await client.ping()).toBe('PONG');
    for (const options of [{ client, prefix: '' }, { client, prefix: 'a b' }, {}]) {
      await expect(redisStore(options)).rejects.toMatchObject({ code: 'storage.invalid-value' });
    }
  });

  it('keeps no key and no name of what has expired', async () => {
    const store = await redisStore({ client, prefix: 'brief' });
    await store.values.put({ ...ann, path: ['a'] }, 1, { ttlMs: 30 });
    await store.counters.add({ ...ann, path: ['a'] }, 1, { ttlMs: 20 });
    await store.leases.acquire({ ...ann, path: ['a'] }, 10);
    expect(await client.keys('brief:acme/*')).toHaveLength(5);
    await eventually(async () => expect(await client.keys('brief:acme/*')).toEqual([]));
    await store.values.put({ ...ann, path: ['a'] }, 1, { ttlMs: 30 });
    await store.values.put({ ...ann, path: ['b'] }, 1);
    await sleep(40);
    await store.values.put({ ...ann, path: ['c'] }, 1);
    expect((await client.zRange('brief:acme/ann/index', 0, -1)).sort()).toEqual(['v:b/', 'v:c/']);
  });

  it('writes again what has expired, at once', async () => {
    let now = 1000;
    const store = await redisStore({ client, prefix: 'again', now: () => now });
    for (let round = 0; round < 3; round += 1) {
      await store.values.put({ ...ann, path: ['a'] }, round, { ttlMs: 10 });
      expect(await store.values.get({ ...ann, path: ['a'] })).toMatchObject({ value: round });
      now += 10;
    }
  });

  it('leaves no byte of an erased subject in memory, nor in the file when it is rewritten', async () => {
    const store = await redisStore({ client, prefix: 'gone', erasure: 'rewrite' });
    const canary = 'CANARY-77aa';
    await live(store, canary);
    await client.configSet('rdbcompression', 'no'); // the file would hide what is in it
    const { dir: found = '' } = await client.configGet('dir');
    expect(await occurrences(found, canary)).toBeGreaterThan(100);
    await store.erase(ann);
    expect(await client.keys('gone:acme/ann/*')).toEqual([]);
    expect(await occurrences(found, canary)).toBe(0);
    expect(
      await store.counters.get({ tenant: 'acme', subject: 'bob', path: ['x'] }),
    ).toBeGreaterThan(0);
  });
});

async function live(store: Store, canary: string): Promise<void> {
  for (let i = 0; i < 120; i += 1) {
    const mine = i % 2 === 0;
    const scope = mine ? ann : { tenant: 'acme', subject: 'bob' };
    const word = mine ? canary : 'x';
    await store.values.put({ ...scope, path: [word, `${i % 40}`] }, word.repeat(1 + (i % 70)));
    const log = store.log({ ...scope, path: [word] });
    await log.append([{ [word]: i }], await log.length());
    await store.counters.add({ ...scope, path: [word] }, 1);
    await store.leases.acquire({ ...scope, path: [word] }, 60_000);
  }
}

/** How often a text lies in the files of a folder. */
async function occurrences(folder: string, text: string): Promise<number> {
  let found = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    if (!(await stat(join(folder, name))).isFile()) continue;
    found += (await readFile(join(folder, name), 'latin1')).split(text).length - 1;
  }
  return found;
}

/** Asks again while a server starts or a time passes; the test's own time limit ends it. */
async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 500) throw error;
      await sleep(10);
    }
  }
}
