import { mkdir, open, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { sqliteStore } from '../src/sqlite/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const key = { tenant: 'acme', path: ['x'] };

describe('the SQLite store', () => {
  it('finds everything again after it was closed', async () => {
    const file = join(await temporaryFolder(), 'store.db');
    const first = await sqliteStore({ file });
    const version = await first.values.put(key, { a: 1 });
    await first.log(key).append(['r'], 0);
    await first.counters.add(key, 4);
    const lease = await first.leases.acquire(key, 60_000);
    await first.close();

    const second = await sqliteStore({ file });
    expect(await second.values.get(key)).toEqual({ value: { a: 1 }, version });
    expect(await second.log(key).read()).toEqual(['r']);
    expect(await second.counters.get(key)).toBe(4);
    expect(await second.leases.acquire(key, 1000)).toBeNull();
    expect(lease && (await second.leases.release(lease))).toBe(true);
    await second.close();
  });

  it('says what is wrong with the file it was given', async () => {
    const folder = await temporaryFolder();
    const text = join(folder, 'text');
    await writeFile(text, 'Dear diary, this is no database at all.\n'.repeat(200));
    await expect(sqliteStore({ file: text })).rejects.toMatchObject({
      code: 'storage.corrupt',
      file: text,
    });
    await mkdir(join(folder, 'directory'));
    for (const name of ['directory', 'missing/store.db', 'text/store.db']) {
      await expect(sqliteStore({ file: join(folder, name) })).rejects.toMatchObject({
        code: 'storage.unavailable',
      });
    }
    const synchronous = JSON.parse('"off; DROP TABLE ashlar_value"');
    await expect(sqliteStore({ file: join(folder, 'x.db'), synchronous })).rejects.toMatchObject({
      code: 'storage.invalid-value',
      at: 'synchronous',
    });
  });

  it('reports damage to its pages instead of returning them', async () => {
    const file = join(await temporaryFolder(), 'store.db');
    const store = await sqliteStore({ file });
    for (let i = 0; i < 50; i += 1)
      await store.values.put({ ...key, path: [`${i}`] }, 'x'.repeat(500));
    await store.close();
    const handle = await open(file, 'r+');
    const { size } = await stat(file);
    for (let page = 2; page * 4096 < size; page += 1)
      await handle.write(Buffer.alloc(64, 0xff), 0, 64, page * 4096);
    await handle.close();
    const damaged = (async () => {
      const again = await sqliteStore({ file });
      await again.values.list({ ...key, path: [] }).finally(() => again.close());
    })();
    await expect(damaged).rejects.toMatchObject({ code: 'storage.corrupt' });
  });

  it('waits for another writer without holding up the event loop, then says busy', async () => {
    const file = join(await temporaryFolder(), 'store.db');
    const store = await sqliteStore({ file, busyTimeoutMs: 150 });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 5);
    await expect(store.values.put(key, 1)).rejects.toMatchObject({
      code: 'storage.busy',
      retryable: true,
    });
    clearInterval(turning);
    expect(turns).toBeGreaterThan(5);
    const waiting = store.values.put(key, 2);
    other.exec('ROLLBACK');
    await waiting;
    other.close();
    await store.close();
  });

  it('removes expired values from the file, a few with each write', async () => {
    const file = join(await temporaryFolder(), 'store.db');
    let time = 1;
    const store = await sqliteStore({ file, synchronous: 'off', now: () => time });
    for (let i = 0; i < 30; i += 1)
      await store.values.put({ ...key, path: ['old', `${i}`] }, i, { ttlMs: 1 });
    time = 100;
    for (let i = 0; i < 2; i += 1) await store.values.put(key, i);
    const reader = new DatabaseSync(file);
    expect(reader.prepare('SELECT count(*) AS n FROM ashlar_value').get()).toEqual({ n: 1 });
    reader.close();
    await store.close();
  });
});
