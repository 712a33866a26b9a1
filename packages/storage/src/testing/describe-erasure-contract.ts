import { describe, expect, it } from 'vitest';
import type { Scope } from '../key.ts';
import type { Store } from '../store.ts';
import { type OpenStore, withStore } from './open-store.ts';

const ann = { tenant: 'acme', subject: 'ann' };
const others: readonly Scope[] = [
  { tenant: 'acme' },
  { tenant: 'acme', subject: 'anna' },
  { tenant: 'acme', subject: 'Ann' },
  { tenant: 'other', subject: 'ann' },
  { tenant: 'acme/ann' },
];

/** That a tenant, and a subject within it, is a partition of every store. */
export function describeErasureContract(name: string, open: OpenStore): void {
  describe(`${name}: partitions and erasure`, () => {
    it('shows nothing of one scope in another, in none of the four shapes', () =>
      withStore(open, async (store) => {
        await fill(store, ann);
        for (const scope of others) {
          expect(await contents(store, scope)).toEqual({ values: [], log: [], count: 0 });
          expect(await store.leases.acquire({ ...scope, path: ['x'] }, 1000)).not.toBeNull();
        }
      }));

    it('erases all four shapes of one subject and nothing else', () =>
      withStore(open, async (store) => {
        for (const scope of [ann, ...others]) await fill(store, scope);
        const before = await Promise.all(others.map((scope) => contents(store, scope)));
        const removed = { values: 2, logs: 1, counters: 1, leases: 1 };
        expect(await store.erase(ann)).toEqual(removed);
        expect(await contents(store, ann)).toEqual({ values: [], log: [], count: 0 });
        expect(await Promise.all(others.map((scope) => contents(store, scope)))).toEqual(before);
        const none = { values: 0, logs: 0, counters: 0, leases: 0 };
        expect(await store.erase(ann)).toEqual(none);
        await fill(store, ann);
        expect(await store.erase(ann)).toEqual(removed);
      }));

    it('refuses to erase without a subject', () =>
      withStore(open, async (store) => {
        await fill(store, { tenant: 'acme' });
        const nobody = JSON.parse('{"tenant":"acme"}');
        for (const subject of [
          { tenant: 'acme', subject: '' },
          { tenant: '', subject: 'a' },
          nobody,
        ]) {
          await expect(store.erase(subject)).rejects.toMatchObject({ code: 'storage.invalid-key' });
        }
        expect(await contents(store, { tenant: 'acme' })).toMatchObject({ count: 3 });
      }));

    it('refuses every call after close', () =>
      withStore(open, async (store) => {
        const key = { ...ann, path: ['x'] };
        await store.close();
        const closed = { code: 'storage.closed' };
        await expect(store.values.get(key)).rejects.toMatchObject(closed);
        await expect(store.values.put(key, 1)).rejects.toMatchObject(closed);
        await expect(store.values.delete(key)).rejects.toMatchObject(closed);
        await expect(store.values.list(key)).rejects.toMatchObject(closed);
        await expect(store.counters.add(key, 1)).rejects.toMatchObject(closed);
        await expect(store.counters.get(key)).rejects.toMatchObject(closed);
        await expect(store.leases.acquire(key, 1)).rejects.toMatchObject(closed);
      }));
  });
}

async function fill(store: Store, scope: Scope): Promise<void> {
  const key = { ...scope, path: ['x'] };
  await store.values.put(key, scope.tenant);
  await store.values.put({ ...scope, path: ['y', 'z'] }, 'second');
  await store.log(key).append([scope.tenant], 0);
  await store.counters.add(key, 3);
  await store.leases.acquire(key, 1000);
}

async function contents(store: Store, scope: Scope): Promise<unknown> {
  const key = { ...scope, path: ['x'] };
  return {
    values: (await store.values.list({ ...scope, path: [] })).entries.map(({ value }) => value),
    log: await store.log(key).read(),
    count: await store.counters.get(key),
  };
}
