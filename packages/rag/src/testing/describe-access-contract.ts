import type { Principal } from '@ashlar/core';
import { toAshlarError } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import type { IndexStore } from '../index/store.ts';
import { ANN, documentOf, listOf, put, sourcesOf } from './fixtures.ts';
import { type OpenIndexStore, withIndexStore } from './open-index-store.ts';

const EVERYBODY = { unrestricted: 'contract' };
const SECRET = 'The combination of the safe is 4711.';
const SECRET_ID = `secret.md#0-${SECRET.length}`;

/** Principals that must not see what is acme's, though they look like it. */
const LOOKALIKES: readonly Principal[] = [
  'other',
  'ACME',
  'acme ',
  '',
  'acm',
  '%',
  '*',
  'acme\u0000',
  "acme' OR 1=1 --",
  '__proto__',
  '{acme}',
].map((tenant) => ({ ...ANN, tenant, groups: ['owners', 'masons', '*', 'acme'] }));

/** Principals of the same tenant that must not see what is for owners. */
const STRANGERS: readonly Principal[] = [
  [],
  ['masons'],
  ['OWNERS'],
  ['owners '],
  ['owner'],
  ['%'],
  ['*'],
  [''],
  ['{owners}'],
  ['owners,masons'],
  ["owners' OR 1=1 --"],
  ['NULL'],
].map((groups) => ({ ...ANN, groups, attributes: { groups: 'owners' } }));

/** Everything that somebody could learn of the secret, as one text. */
async function everythingOf(store: IndexStore, access: Principal): Promise<string> {
  const queries = ['combination safe 4711', 'secret', 'granite'];
  const learned: unknown[] = [];
  const attempt = async (body: () => Promise<unknown>) => {
    // Errors count as well: what they say is read by whoever asks.
    learned.push(
      await body().catch((error: unknown) => {
        const { message, facts, cause } = toAshlarError(error);
        return [message, facts, String(cause)];
      }),
    );
  };
  for (const text of queries) {
    await attempt(async () => (await store.search({ text, access, k: 50 })).passages);
    await attempt(
      async () =>
        (
          await store.search({
            text,
            access,
            k: 50,
            filter: { op: 'prefix', field: 'source', value: 'secret' },
          })
        ).passages,
    );
  }
  await attempt(() => store.get([SECRET_ID], access));
  await attempt(() => listOf(store.documents(access)));
  await attempt(() => listOf(store.documents(access, ['secret.md'])));
  await attempt(() => store.stats(access));
  return JSON.stringify(learned);
}

/** Rights: a tenant is a partition, groups are enforced in the store, and nothing says that there is more. */
export function describeAccessContract(name: string, open: OpenIndexStore): void {
  const on = (body: (store: IndexStore) => Promise<void>) => () =>
    withIndexStore(open, async (store) => {
      await store.open(undefined);
      await body(store);
    });

  describe(`${name}: access`, () => {
    it(
      'shows another tenant exactly as much as if there were nothing',
      on(async (store) => {
        const before = await Promise.all(LOOKALIKES.map((one) => everythingOf(store, one)));
        await put(store, [documentOf('secret.md', [SECRET]), documentOf('b.md', ['Granite.'])]);
        const after = await Promise.all(LOOKALIKES.map((one) => everythingOf(store, one)));
        expect(after).toEqual(before);
        expect(after.join()).not.toContain('4711');
      }),
    );

    it(
      'shows somebody without the group exactly as much as if the document were not there',
      on(async (store) => {
        await put(store, [documentOf('b.md', ['Granite.'])]);
        const sight = async (access: Principal) => {
          const { passages } = await store.search({ text: 'combination', access, k: 50 });
          return [
            passages,
            await store.get([SECRET_ID], access),
            await listOf(store.documents(access)),
            await store.stats(access),
          ];
        };
        const before = await Promise.all(STRANGERS.map(sight));
        await put(store, [documentOf('secret.md', [SECRET], { groups: ['owners'] })]);
        await put(store, [documentOf('nobody.md', [SECRET], { groups: [] })]);
        expect(await Promise.all(STRANGERS.map(sight))).toEqual(before);
        for (const one of STRANGERS) expect(await everythingOf(store, one)).not.toContain('4711');
        const owner = { ...ANN, groups: ['x', 'owners'] };
        expect(await sourcesOf(store, { text: 'combination', access: owner })).toEqual([
          'secret.md',
        ]);
        expect(await store.stats(owner)).toEqual({ documents: 2, passages: 2 });
      }),
    );

    it(
      'lets no other tenant change a score or a statistic',
      on(async (store) => {
        await put(store, [documentOf('a.md', ['Granite wedges.', 'Oak.'])]);
        const look = async () => {
          const { passages, channels } = await store.search({
            text: 'granite wedges',
            access: ANN,
            k: 5,
          });
          return [
            passages,
            channels.map(({ statistics }) => [
              statistics.documentCount,
              statistics.averageLength,
              statistics.documentFrequency('granit'),
            ]),
          ];
        };
        const before = await look();
        await put(store, [documentOf('a.md', Array(20).fill('Granite wedges.'))], 'rival');
        expect(await look()).toEqual(before);
        await store.commit({ tenant: 'rival', put: [], remove: ['a.md'] });
        expect(await look()).toEqual(before);
      }),
    );

    it(
      'takes a change of rights into account at once',
      on(async (store) => {
        const document = documentOf('a.md', ['Granite.']);
        await put(store, [document]);
        const update = async (groups: readonly string[] | undefined) => {
          const change = {
            source: 'a.md',
            fingerprint: document.fingerprint,
            ...(groups && { groups }),
          };
          await store.commit({ tenant: 'acme', put: [], update: [change], remove: [] });
        };
        await update(['owners']);
        expect(await sourcesOf(store)).toEqual([]);
        expect(await store.get(['a.md#0-8'], ANN)).toEqual([]);
        await update(['owners', 'masons']);
        expect(await sourcesOf(store)).toEqual(['a.md']);
        await update([]);
        expect(await sourcesOf(store)).toEqual([]);
        await update(undefined);
        expect(await sourcesOf(store, { access: { ...ANN, groups: [] } })).toEqual(['a.md']);
      }),
    );

    it(
      'fills k with what may be read, however much better the rest fits',
      on(async (store) => {
        const better = Array.from({ length: 250 }, (_, i) =>
          documentOf(`${i}.md`, ['Granite granite.'], { groups: ['owners'] }),
        );
        await put(store, [
          ...better,
          documentOf('mine.md', [`A little granite ${'between words '.repeat(30)}`]),
        ]);
        expect(await sourcesOf(store, { k: 1 })).toEqual(['mine.md']);
      }),
    );

    it(
      'shows everything to whoever says why, of all tenants',
      on(async (store) => {
        await put(store, [documentOf('a.md', ['Granite.'], { groups: [] })]);
        await put(store, [documentOf('a.md', ['Granite, granite.'])], 'rival');
        expect(await sourcesOf(store, { access: EVERYBODY })).toEqual(['a.md', 'a.md']);
        expect(await store.stats(EVERYBODY)).toEqual({ documents: 2, passages: 2 });
        const tenants = (await listOf(store.documents(EVERYBODY))).map(({ tenant }) => tenant);
        expect(tenants).toEqual(['acme', 'rival']);
        expect(await store.get(['a.md#0-8'], EVERYBODY)).toHaveLength(1);
      }),
    );
  });
}
