import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sqliteStore } from '../src/sqlite/index.ts';
import { child, times } from './child.ts';
import { openLogs, sharedKey } from './processes/open-logs.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('several processes on one store', () => {
  it.each(['file', 'sqlite'])('win each index of a log of kind %s exactly once', async (kind) => {
    const where = join(await temporaryFolder(), 'store');
    const share = times(60);
    const writers = ['a', 'b', 'c'].map((name) =>
      child('append-in-competition', kind, where, name, share),
    );
    const ends = await Promise.all(writers.map((writer) => writer.result()));

    const expected: unknown[] = [];
    let lost = 0;
    for (const [i, end] of (ends as { won: number[]; lost: number }[]).entries()) {
      for (const index of end.won) expected[index] = { writer: 'abc'[i], index };
      lost += end.lost;
    }
    const store = await openLogs(kind, where);
    expect(await store.log(sharedKey).read()).toEqual(expected);
    expect(expected).toHaveLength(3 * share);
    expect(lost).toBeGreaterThan(0);
    await store.close();
  });

  it('lose no addition to a counter and never pass its cap', async () => {
    const file = join(await temporaryFolder(), 'store.db');
    const each = times(150);
    const counting = Array.from({ length: 4 }, () =>
      child('count', 'sqlite', file, each, each).result(),
    );
    const admitted = (await Promise.all(counting)) as number[];
    const store = await sqliteStore({ file });
    expect(await store.counters.get({ tenant: 'acme', path: ['free'] })).toBe(4 * each);
    expect(await store.counters.get({ tenant: 'acme', path: ['capped'] })).toBe(each);
    expect(admitted.reduce((a, b) => a + b)).toBe(each);
    await store.close();
  });

  it('never hold one lease at the same time', async () => {
    const folder = await temporaryFolder();
    const [file, diary] = [join(folder, 'store.db'), join(folder, 'diary')];
    const turns = times(15);
    await Promise.all(
      Array.from({ length: 4 }, () => child('take-turns', 'sqlite', file, diary, turns).result()),
    );
    const lines = (await readFile(diary, 'utf8')).trim().split('\n');
    const tokens = lines.filter((_, i) => i % 2 === 0).map((line) => Number(line.slice(3)));
    expect(lines).toEqual(tokens.flatMap((token) => [`in ${token}`, `out ${token}`]));
    expect(tokens).toEqual([...new Set(tokens)].sort((a, b) => a - b));
    expect(tokens).toHaveLength(4 * turns);
  });
});
