import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isAshlarError } from '@ashlar/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { byteCache } from '../src/index/byte-cache.ts';
import { openIndex } from '../src/index.ts';
import type { PostingList } from '../src/lexical/posting-list.ts';
import { readCatalog } from '../src/sqlite/catalog.ts';
import { openDatabase } from '../src/sqlite/database.ts';
import { sqliteStore } from '../src/sqlite/index.ts';
import { type Permitted, searchTenant } from '../src/sqlite/search-index.ts';
import { ACME, file, temporaryFolder, topicEmbedder } from './support.ts';

const TENANT = { tenant: ACME.tenant };

function openFile(path: string, embedder?: ReturnType<typeof topicEmbedder>) {
  return openIndex({ store: sqliteStore({ file: path }), ...(embedder && { embedder }) });
}

describe('sqliteStore', () => {
  test('answers from the file in another process life', async () => {
    const path = join(temporaryFolder(), 'index.sqlite');
    const first = await openFile(path);
    await first.ingest([file('a.md', 'Granite is hard.')], TENANT);
    await first.close();
    const second = await openFile(path);
    expect(await second.search({ text: 'granite' }, ACME)).toHaveLength(1);
    expect(await second.ingest([file('a.md', 'Granite is hard.')], TENANT)).toMatchObject({
      unchanged: 1,
    });
    await second.close();
  });

  test('sees what another connection has committed', async () => {
    const path = join(temporaryFolder(), 'index.sqlite');
    const [reader, writer] = await Promise.all([openFile(path), openFile(path)]);
    expect(await reader.search({ text: 'granite' }, ACME)).toEqual([]);
    await writer.ingest([file('a.md', 'Granite.')], TENANT);
    expect(await reader.search({ text: 'granite' }, ACME)).toHaveLength(1);
    await Promise.all([reader.close(), writer.close()]);
  });

  test.each([
    ['another embedder', topicEmbedder('others')],
    ['an embedder of other dimensions', topicEmbedder('topics', [/a/])],
    ['no embedder', undefined],
  ])('refuses %s than the one that made it', async (_, other) => {
    const path = join(temporaryFolder(), 'index.sqlite');
    await (await openFile(path, topicEmbedder())).close();
    const error = await openFile(path, other).catch((caught: unknown) => caught);
    expect(isAshlarError(error, 'index.embedder')).toBe(true);
    expect((error as Error).message).toContain('topics (2 dimensions)');
    await (await openFile(path, topicEmbedder())).close();
  });

  test('says so when the file is something else, or of another version, or cannot be made', async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'notes.sqlite'),
      'These are notes, and they are long enough. '.repeat(9),
    );
    await expect(openFile(join(folder, 'notes.sqlite'))).rejects.toMatchObject({
      code: 'index.format',
    });
    await expect(openFile(join(folder, 'no', 'x.sqlite'))).rejects.toMatchObject({
      code: 'index.unavailable',
    });
    const old = join(folder, 'old.sqlite');
    await (await openFile(old)).close();
    const database = new DatabaseSync(old);
    database.exec(`UPDATE setting SET value = '0' WHERE name = 'format'`);
    database.close();
    await expect(openFile(old)).rejects.toMatchObject({ code: 'index.format' });
  });

  test('leaves nothing of a removed document behind', async () => {
    const path = join(temporaryFolder(), 'index.sqlite');
    const index = await openFile(path);
    await index.ingest([file('a.md', 'Granite 石工 หินก่อ.'), file('b.md', 'Marble.')], TENANT);
    await index.ingest([], TENANT);
    await index.close();
    const database = new DatabaseSync(path);
    for (const table of ['document', 'passage', 'posting']) {
      expect(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 });
    }
    database.close();
  });

  test('is opened and searched while somebody else is in the middle of writing', async () => {
    const path = join(temporaryFolder(), 'index.sqlite');
    const first = await openFile(path);
    await first.ingest([file('a.md', 'Granite is hard.')], TENANT);
    const writer = new DatabaseSync(path);
    writer.exec('BEGIN IMMEDIATE; DELETE FROM posting');
    const started = performance.now();
    const second = await openFile(path);
    expect(await second.search({ text: 'granite' }, ACME)).toHaveLength(1);
    // It would wait for five seconds, and fail.
    expect(performance.now() - started).toBeLessThan(2000);
    writer.exec('ROLLBACK');
    writer.close();
    await Promise.all([first.close(), second.close()]);
  });

  test('never shows a text by the rights of an earlier version while another process replaces it', async () => {
    const path = join(temporaryFolder(), 'index.sqlite');
    const script = join(import.meta.dirname, 'swap-forever.ts');
    const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'ignore'] });
    const died = once(child, 'exit');
    await once(child.stdout, 'data');
    const index = await openFile(path);
    const ids = Array.from({ length: 20 }, (_, i) => `${i}.md#0-25`);
    const seen: string[] = [];
    const end = performance.now() + 1500;
    while (performance.now() < end) {
      for (const { text } of await index.search({ text: 'granite secret public' }, ACME)) {
        seen.push(text);
      }
      for (const { text } of await index.get(ids, ACME)) seen.push(text);
    }
    child.kill('SIGKILL');
    await died;
    await index.close();
    expect(seen.length).toBeGreaterThan(100);
    expect(seen.filter((text) => text.includes('SECRET'))).toEqual([]);
  });

  test('holds whole batches or nothing of them when the process is killed at any moment', async () => {
    const script = join(import.meta.dirname, 'ingest-forever.ts');
    for (const delay of [0, 5, 15, 30, 60, 90]) {
      const path = join(temporaryFolder(), 'index.sqlite');
      const child = spawn(process.execPath, [script, path], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const died = once(child, 'exit');
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill('SIGKILL');
      await died;
      const database = new DatabaseSync(path);
      const [row] = database.prepare('PRAGMA integrity_check').all();
      expect(row).toEqual({ integrity_check: 'ok' });
      const terms = database.prepare(`SELECT term FROM posting WHERE term GLOB 'wnumber*'`).all();
      expect(terms).toHaveLength(1);
      database.close();
      const index = await openFile(path);
      // Each round replaces all four documents at once, with the number of the round in each of them.
      const hits = await index.search({ text: 'round' }, ACME);
      const rounds = new Set(hits.map((hit) => /round (\d+)/.exec(hit.text)?.[1]));
      expect(hits).toHaveLength(4);
      expect(rounds.size).toBe(1);
      const [round] = rounds;
      expect(await index.search({ text: `number${round}` }, ACME)).toHaveLength(4);
      await index.close();
    }
  });
});

test('counts the length of rights and filters to what it keeps of them', async () => {
  const path = join(temporaryFolder(), 'index.sqlite');
  const index = await openIndex({ store: sqliteStore({ file: path }) });
  await index.ingest([file('a.md', 'Granite.')], { tenant: ACME.tenant });
  await index.close();
  const database = openDatabase(path);
  onTestFinished(() => database.close());
  const kept = new Map<string, Permitted>();
  const snapshot = {
    database,
    catalog: readCatalog(database),
    lists: byteCache<PostingList>(1_000_000),
    permitted: {
      get: () => undefined,
      set: (key: string, value: Permitted) => void kept.set(key, value),
      clear() {},
    },
    vectors: undefined,
  };
  const value = 'x'.repeat(100_000);
  const filter = { op: 'ne', field: 'name', value } as const;
  const { passages } = searchTenant(snapshot, ACME.tenant, {
    text: 'granite',
    access: ACME,
    filter,
    k: 3,
  });
  expect(passages).toHaveLength(1);
  expect([...kept.values()][0]?.byteLength).toBeGreaterThan(2 * value.length);
});
