import { describe, expect, it } from 'vitest';
import { invalidKeys, lookalikeKeys } from './awkward.ts';
import { type OpenStore, withStore } from './open-store.ts';

const key = { tenant: 'acme', path: ['usd', '2026-11'] };

/** What the counters of every store must do. */
export function describeCountersContract(name: string, open: OpenStore): void {
  describe(`${name}: counters`, () => {
    it('adds and gives back', () =>
      withStore(open, async ({ counters }) => {
        expect(await counters.get(key)).toBe(0);
        expect(await counters.add(key, 5)).toEqual({ added: true, value: 5 });
        expect(await counters.add(key, -7)).toEqual({ added: true, value: -2 });
        expect(await counters.get(key)).toBe(-2);
      }));

    it('loses none of many simultaneous additions', () =>
      withStore(open, async ({ counters }) => {
        await Promise.all(Array.from({ length: 50 }, () => counters.add(key, 2)));
        expect(await counters.get(key)).toBe(100);
      }));

    it('never passes the cap, and always takes back', () =>
      withStore(open, async ({ counters }) => {
        const adds = Array.from({ length: 20 }, () => counters.add(key, 3, { cap: 10 }));
        const counted = await Promise.all(adds);
        expect(counted.filter(({ added }) => added)).toHaveLength(3);
        expect(await counters.add(key, 1, { cap: 10 })).toEqual({ added: true, value: 10 });
        expect(await counters.add(key, 1, { cap: 10 })).toEqual({ added: false, value: 10 });
        expect(await counters.add(key, -1, { cap: 5 })).toEqual({ added: true, value: 9 });
      }));

    it('starts again when its window has ended, counted from the first addition', () =>
      withStore(open, async ({ counters }, clock) => {
        await counters.add(key, 1, { ttlMs: 1000 });
        clock.advance(600);
        expect(await counters.add(key, 1, { ttlMs: 1000 })).toEqual({ added: true, value: 2 });
        clock.advance(400);
        expect(await counters.get(key)).toBe(0);
        expect(await counters.add(key, 1, { ttlMs: 1000 })).toEqual({ added: true, value: 1 });
      }));

    it('refuses fractions, unsafe sums and invalid keys, and counts nothing then', () =>
      withStore(open, async ({ counters }) => {
        const refused = { code: 'storage.invalid-value' };
        await counters.add(key, Number.MAX_SAFE_INTEGER);
        await expect(counters.add(key, 1)).rejects.toMatchObject(refused);
        await expect(counters.add(key, -0.5)).rejects.toMatchObject(refused);
        await expect(counters.add(key, -1, { cap: Number.NaN })).rejects.toMatchObject(refused);
        expect(await counters.get(key)).toBe(Number.MAX_SAFE_INTEGER);
        for (const invalid of invalidKeys) {
          await expect(counters.add(invalid, 1)).rejects.toMatchObject({
            code: 'storage.invalid-key',
          });
          await expect(counters.get(invalid)).rejects.toMatchObject({
            code: 'storage.invalid-key',
          });
        }
      }));

    it('keeps counters apart whose keys look alike', () =>
      withStore(open, async ({ counters }) => {
        for (const [i, like] of lookalikeKeys.entries()) await counters.add(like, i + 1);
        for (const [i, like] of lookalikeKeys.entries())
          expect(await counters.get(like)).toBe(i + 1);
      }));
  });
}
