import { describe, expect, it } from 'vitest';
import type { Key } from '../key.ts';
import type { Store } from '../store.ts';
import { awkwardValues, invalidKeys, lookalikeKeys, unstorableValues } from './awkward.ts';
import { type OpenStore, withStore } from './open-store.ts';

const key = { tenant: 'acme', subject: 'ann', path: ['threads', '1'] };
const at = (...path: string[]): Key => ({ ...key, path });

/** What the values of every store must do. */
export function describeKeyValueContract(name: string, open: OpenStore): void {
  describe(`${name}: values`, () => {
    it('gives back what was put, null for what was not', () =>
      withStore(open, async ({ values }) => {
        expect(await values.get(key)).toBeNull();
        for (const value of awkwardValues) {
          const version = await values.put(key, value);
          expect(await values.get(key)).toEqual({ value, version });
        }
        expect(await values.delete(key)).toBe(true);
        expect(await values.delete(key)).toBe(false);
        expect(await values.get(key)).toBeNull();
      }));

    it('keeps its own copy', () =>
      withStore(open, async ({ values }) => {
        const value = { list: [1] };
        await values.put(key, value);
        value.list.push(2);
        expect(await values.get(key)).toMatchObject({ value: { list: [1] } });
      }));

    it('writes over the expected version only', () =>
      withStore(open, async ({ values }) => {
        const conflict = { code: 'storage.conflict' };
        const first = await values.put(key, 1, { ifVersion: null });
        await expect(values.put(key, 2, { ifVersion: null })).rejects.toMatchObject(conflict);
        const second = await values.put(key, 2, { ifVersion: first });
        await expect(values.put(key, 3, { ifVersion: first })).rejects.toMatchObject({
          ...conflict,
          expectedVersion: first,
          actualVersion: second,
        });
        await expect(values.delete(key, { ifVersion: first })).rejects.toMatchObject(conflict);
        expect(await values.delete(key, { ifVersion: second })).toBe(true);
        await expect(values.put(key, 4, { ifVersion: second })).rejects.toMatchObject(conflict);
        expect(await values.put(key, 1, { ifVersion: null })).not.toBe(first);
      }));

    it('lets exactly one of many simultaneous conditional writes win', () =>
      withStore(open, async ({ values }) => {
        const writes = Array.from({ length: 8 }, (_, i) => values.put(key, i, { ifVersion: null }));
        const ends = await Promise.allSettled(writes);
        expect(ends.filter((end) => end.status === 'fulfilled')).toHaveLength(1);
      }));

    it('forgets a value at the end of its time', () =>
      withStore(open, async ({ values }, clock) => {
        const version = await values.put(key, 'short', { ttlMs: 1000 });
        const expiresAt = clock.now() + 1000;
        clock.advance(999);
        expect(await values.get(key)).toEqual({ value: 'short', version, expiresAt });
        clock.advance(1);
        expect(await values.get(key)).toBeNull();
        expect((await values.list(at())).entries).toEqual([]);
        expect(await values.delete(key)).toBe(false);
        await values.put(key, 'again', { ifVersion: null });
        clock.advance(1e9);
        expect(await values.get(key)).toMatchObject({ value: 'again' });
      }));

    it('lists by whole parts, in order, page by page', () =>
      withStore(open, async ({ values }) => {
        const paths = [
          ['a'],
          ['a', '1'],
          ['a', '2', 'x'],
          ['ab'],
          ['b'],
          ['\uffff'],
          ['\u{10000}'],
          ['\u{10ffff}'],
        ];
        for (const path of paths.toReversed()) await values.put(at(...path), path);
        expect(await listed(values, at('a'), 2)).toEqual([['a'], ['a', '1'], ['a', '2', 'x']]);
        expect(await listed(values, at('a', '2'), 1)).toEqual([['a', '2', 'x']]);
        expect(await listed(values, at(), 3)).toEqual(paths);
        expect(await listed(values, at('z'), 3)).toEqual([]);
        expect((await values.list(at(), { limit: paths.length })).next).toBeUndefined();
      }));

    it('keeps values apart whose keys look alike', () =>
      withStore(open, async ({ values }) => {
        for (const [i, like] of lookalikeKeys.entries()) await values.put(like, i);
        for (const [i, like] of lookalikeKeys.entries()) {
          expect(await values.get(like)).toMatchObject({ value: i });
        }
        const { entries } = await values.list({ tenant: 'a', path: [] });
        expect(entries.map((entry) => entry.key)).not.toContainEqual(
          expect.objectContaining({ subject: 'b' }),
        );
      }));

    it('refuses invalid keys, values and bounds', () =>
      withStore(open, async ({ values }) => {
        const [badKey, badValue] = [
          { code: 'storage.invalid-key' },
          { code: 'storage.invalid-value' },
        ];
        for (const invalid of invalidKeys) {
          await expect(values.put(invalid, 1)).rejects.toMatchObject(badKey);
          await expect(values.get(invalid)).rejects.toMatchObject(badKey);
          await expect(values.delete(invalid)).rejects.toMatchObject(badKey);
        }
        await expect(values.list({ tenant: '', path: [] })).rejects.toMatchObject(badKey);
        for (const [value, place] of unstorableValues()) {
          await expect(values.put(key, value)).rejects.toMatchObject({ ...badValue, at: place });
        }
        for (const ttlMs of [0, -1, Number.NaN]) {
          await expect(values.put(key, 1, { ttlMs })).rejects.toMatchObject(badValue);
        }
        await expect(values.list(at(), { limit: 0 })).rejects.toMatchObject(badValue);
        expect(await values.get(key)).toBeNull();
      }));
  });
}

async function listed(values: Store['values'], prefix: Key, limit: number): Promise<unknown[]> {
  const found: unknown[] = [];
  let after: string | undefined;
  do {
    const page = await values.list(prefix, { limit, ...(after !== undefined && { after }) });
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    for (const { key: k, value } of page.entries) {
      expect(k).toEqual({ ...prefix, path: value });
      found.push(value);
    }
    after = page.next;
  } while (after !== undefined);
  return found;
}
