import { describe, expect, it } from 'vitest';
import type { Lease } from '../leases.ts';
import { invalidKeys } from './awkward.ts';
import { type OpenStore, withStore } from './open-store.ts';

const key = { tenant: 'acme', subject: 'ann', path: ['jobs', 'nightly'] };
const lost = { code: 'storage.lease-lost' };

/** What the leases of every store must do. */
export function describeLeasesContract(name: string, open: OpenStore): void {
  describe(`${name}: leases`, () => {
    it('are given to one at a time', () =>
      withStore(open, async ({ leases }) => {
        const tries = Array.from({ length: 8 }, () => leases.acquire(key, 1000));
        const held = (await Promise.all(tries)).filter((lease) => lease !== null);
        expect(held).toHaveLength(1);
        expect(await leases.acquire({ ...key, tenant: 'other' }, 1000)).not.toBeNull();
      }));

    it('end by time, by release, and live on by renewal', () =>
      withStore(open, async ({ leases }, clock) => {
        const first = got(await leases.acquire(key, 1000));
        expect(first).toEqual({ key, token: first.token, expiresAt: clock.now() + 1000 });
        clock.advance(900);
        const renewed = await leases.renew(first, 1000);
        expect(renewed).toEqual({ key, token: first.token, expiresAt: clock.now() + 1000 });
        clock.advance(999);
        expect(await leases.acquire(key, 1000)).toBeNull();
        expect(await leases.release(renewed)).toBe(true);
        expect(await leases.release(renewed)).toBe(false);
        expect(await leases.acquire(key, 1000)).not.toBeNull();
        clock.advance(1000);
        expect(await leases.acquire(key, 1000)).not.toBeNull();
      }));

    it('carry fencing tokens that only grow, also after release, expiry and erasure', () =>
      withStore(open, async (store, clock) => {
        const tokens: number[] = [];
        const take = async (): Promise<Lease> => {
          const lease = got(await store.leases.acquire(key, 1000));
          tokens.push(lease.token);
          return lease;
        };
        await store.leases.release(await take());
        await take();
        clock.advance(1000);
        await take();
        expect(await store.erase(key)).toMatchObject({ leases: 1 });
        await take();
        expect(tokens).toEqual([...new Set(tokens)].sort((a, b) => a - b));
      }));

    it('cannot be renewed or released by a former holder', () =>
      withStore(open, async ({ leases }, clock) => {
        const old = got(await leases.acquire(key, 1000));
        clock.advance(1000);
        await expect(leases.renew(old, 1000)).rejects.toMatchObject(lost);
        const current = got(await leases.acquire(key, 1000));
        await expect(leases.renew(old, 1000)).rejects.toMatchObject(lost);
        expect(await leases.release(old)).toBe(false);
        expect(await leases.release(current)).toBe(true);
      }));

    it('refuse invalid keys and times', () =>
      withStore(open, async ({ leases }) => {
        for (const invalid of invalidKeys) {
          await expect(leases.acquire(invalid, 1)).rejects.toMatchObject({
            code: 'storage.invalid-key',
          });
        }
        for (const ttlMs of [0, Number.NaN, Infinity]) {
          await expect(leases.acquire(key, ttlMs)).rejects.toMatchObject({
            code: 'storage.invalid-value',
          });
        }
        expect(await leases.acquire(key, 1)).not.toBeNull();
      }));
  });
}

function got(lease: Lease | null): Lease {
  if (lease === null) throw new Error('the lease was not given');
  return lease;
}
