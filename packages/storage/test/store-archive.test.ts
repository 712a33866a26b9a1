import type { Archive, Principal } from '@ashlar/core';
import { describeTenantIsolationContract } from '@ashlar/core/testing/vitest';
import { describe, expect, it } from 'vitest';
import { memoryStore, storeArchive } from '../src/index.ts';

const ann: Principal = { tenant: 'acme', subject: 'ann', groups: [] };
const long = { rows: Array.from({ length: 1000 }, (_, i) => ({ i, text: `row ${i}` })) };

describe('storeArchive', () => {
  it('gives back by its reference what was kept, the same reference for the same content', async () => {
    const archive: Archive = storeArchive(memoryStore());
    const reference = await archive.put(ann, long);
    expect(await archive.get(ann, reference)).toEqual(long);
    expect(await archive.put(ann, { a: 1, b: { c: 2, d: 3 } })).toBe(
      await archive.put(ann, { b: { d: 3, c: 2 }, a: 1 }),
    );
    expect(await archive.put(ann, 'other')).not.toBe(reference);
  });

  it('opens a reference for nobody else, and no other text at all', async () => {
    const archive: Archive = storeArchive(memoryStore());
    const reference = await archive.put(ann, long);
    const others = [undefined, { ...ann, subject: 'bob' }, { ...ann, tenant: 'other' }];
    for (const other of others) expect(await archive.get(other, reference)).toBeUndefined();
    for (const text of ['', 'x', '../archive', reference.toUpperCase(), `${reference}0`]) {
      expect(await archive.get(ann, text)).toBeUndefined();
    }
    const ownerless = await archive.put(undefined, 'public');
    expect(await archive.get(undefined, ownerless)).toBe('public');
    expect(await archive.get(ann, ownerless)).toBeUndefined();
  });

  it('keeps nothing beyond its time, nor beyond the erasure of its subject', async () => {
    let now = 0;
    const store = memoryStore({ now: () => now });
    const archive = storeArchive(store, { ttlMs: 10 });
    const reference = await archive.put(ann, 'x');
    now = 9;
    await archive.put(ann, 'x');
    now = 18;
    expect(await archive.get(ann, reference)).toBe('x');
    now = 19;
    expect(await archive.get(ann, reference)).toBeUndefined();
    await archive.put(ann, 'x');
    await store.erase(ann);
    expect(await archive.get(ann, reference)).toBeUndefined();
  });

  it('refuses what is not JSON', async () => {
    const put = storeArchive(memoryStore()).put(ann, Number.NaN);
    await expect(put).rejects.toMatchObject({ code: 'storage.invalid-value' });
  });
});

describeTenantIsolationContract('storeArchive', () => {
  const store = memoryStore();
  const archive = storeArchive(store);
  const references = new Map<string, string>();
  return {
    async write(principal, key, value) {
      const reference = await archive.put({ ...principal }, value);
      // Everybody tries the reference that was given to the first.
      if (!references.has(key)) references.set(key, reference);
    },
    async read(principal, key) {
      return archive.get({ ...principal }, references.get(key) ?? '');
    },
    async forget(principal) {
      await store.erase(principal);
    },
  };
});
