import { describe, expect, it } from 'vitest';
import { awkwardValues, invalidKeys, lookalikeKeys, unstorableValues } from './awkward.ts';
import { type OpenLogStore, withLogs } from './open-store.ts';

const key = { tenant: 'acme', subject: 'ann', path: ['runs', '1'] };

/** What every store of append logs must do. */
export function describeLogContract(name: string, open: OpenLogStore): void {
  describe(`${name}: append log`, () => {
    it('is empty before the first record', () =>
      withLogs(open, async (store) => {
        const log = store.log(key);
        expect(await log.read()).toEqual([]);
        expect(await log.length()).toBe(0);
      }));

    it('gives back the records in order, from any index', () =>
      withLogs(open, async (store) => {
        const log = store.log(key);
        await log.append(['a', { b: 1 }], 0);
        await log.append([['c']], 2);
        expect(await log.read()).toEqual(['a', { b: 1 }, ['c']]);
        expect(await log.read(1)).toEqual([{ b: 1 }, ['c']]);
        expect(await log.read(3)).toEqual([]);
        expect(await store.log(key).length()).toBe(3);
      }));

    it('gives back awkward JSON as it was', () =>
      withLogs(open, async (store) => {
        await store.log(key).append(awkwardValues, 0);
        expect(await store.log(key).read()).toEqual(awkwardValues);
      }));

    it('refuses an append that expects another length, and keeps what is there', () =>
      withLogs(open, async (store) => {
        const log = store.log(key);
        await log.append(['a'], 0);
        for (const expectedLength of [0, 2]) {
          await expect(log.append(['x'], expectedLength)).rejects.toMatchObject({
            code: 'storage.conflict',
            expectedLength,
            actualLength: 1,
          });
        }
        await expect(log.append([], 5)).rejects.toMatchObject({ code: 'storage.conflict' });
        await log.append([], 1);
        expect(await log.read()).toEqual(['a']);
      }));

    it('lets exactly one of many simultaneous appends win', () =>
      withLogs(open, async (store) => {
        const writers = Array.from({ length: 8 }, (_, i) => store.log(key).append([i, i], 0));
        const ends = await Promise.allSettled(writers);
        const won = ends.flatMap((end, i) => (end.status === 'fulfilled' ? [i] : []));
        expect(won).toHaveLength(1);
        expect(await store.log(key).read()).toEqual([won[0], won[0]]);
      }));

    it('refuses what is not JSON, naming the place, and adds nothing of the batch', () =>
      withLogs(open, async (store) => {
        const log = store.log(key);
        for (const [value, at] of unstorableValues()) {
          await expect(log.append(['good', value], 0)).rejects.toMatchObject({
            code: 'storage.invalid-value',
            at,
          });
        }
        await expect(log.append(['a'], -1)).rejects.toMatchObject({
          code: 'storage.invalid-value',
        });
        await expect(log.read(0.5)).rejects.toMatchObject({ code: 'storage.invalid-value' });
        expect(await log.length()).toBe(0);
      }));

    it('keeps its own copy of a record', () =>
      withLogs(open, async (store) => {
        const record = { list: [1] };
        await store.log(key).append([record], 0);
        record.list.push(2);
        expect(await store.log(key).read()).toEqual([{ list: [1] }]);
      }));

    it('starts again at 0 after a deletion', () =>
      withLogs(open, async (store) => {
        const log = store.log(key);
        await log.append(['a', 'b'], 0);
        await store.log(key).delete();
        expect(await log.read()).toEqual([]);
        await expect(log.append(['c'], 2)).rejects.toMatchObject({ actualLength: 0 });
        await log.append(['c'], 0);
        expect(await log.read()).toEqual(['c']);
        await log.delete();
        await log.delete();
      }));

    it('keeps logs apart whose keys look alike', () =>
      withLogs(open, async (store) => {
        for (const [i, like] of lookalikeKeys.entries()) await store.log(like).append([i], 0);
        for (const [i, like] of lookalikeKeys.entries()) {
          expect(await store.log(like).read()).toEqual([i]);
        }
      }));

    it('refuses invalid keys', () =>
      withLogs(open, async (store) => {
        for (const invalid of invalidKeys) {
          expect(() => store.log(invalid)).toThrow(
            expect.objectContaining({ code: 'storage.invalid-key' }),
          );
        }
      }));

    it('erases the logs of one subject and of nobody else', () =>
      withLogs(open, async (store) => {
        const others = [
          { tenant: 'acme', path: key.path },
          { tenant: 'acme', subject: 'anna', path: key.path },
          { tenant: 'other', subject: 'ann', path: key.path },
        ];
        for (const k of [key, { ...key, path: ['2'] }, ...others])
          await store.log(k).append(['x'], 0);
        const reader = store.log(key);
        expect(await store.erase({ tenant: 'acme', subject: 'ann' })).toMatchObject({ logs: 2 });
        expect(await reader.read()).toEqual([]);
        for (const k of others) expect(await store.log(k).read()).toEqual(['x']);
        expect(await store.erase({ tenant: 'acme', subject: 'ann' })).toMatchObject({ logs: 0 });
        await reader.append(['new'], 0);
        expect(await reader.read()).toEqual(['new']);
      }));

    it('refuses every call after close', () =>
      withLogs(open, async (store) => {
        const log = store.log(key);
        await store.close();
        await store.close();
        const closed = { code: 'storage.closed' };
        await expect(log.read()).rejects.toMatchObject(closed);
        await expect(log.append(['a'], 0)).rejects.toMatchObject(closed);
        await expect(log.length()).rejects.toMatchObject(closed);
        await expect(log.delete()).rejects.toMatchObject(closed);
        await expect(store.erase({ tenant: 'a', subject: 'b' })).rejects.toMatchObject(closed);
      }));
  });
}
