import { describe, expect, it } from 'vitest';
import type { Embedding } from '../index/document.ts';
import type { IndexStore, StoreQuery } from '../index/store.ts';
import { ANN, documentOf, put, randomNumbers, sourcesOf, towards, VECTORS } from './fixtures.ts';
import { type OpenIndexStore, withIndexStore } from './open-index-store.ts';

const OTHERS = { id: 'other plane', dimensions: 2 } as const;

/** Vectors, their reuse, and their generations. */
export function describeVectorsContract(name: string, open: OpenIndexStore): void {
  const on = (body: (store: IndexStore, again?: () => IndexStore) => Promise<void>) => () =>
    withIndexStore(open, async (store, again) => {
      await store.open(VECTORS);
      await body(store, again);
    });
  const one = (source: string, degrees: number, key?: string) =>
    documentOf(source, [`Text of ${source}.`], { embeddings: [towards(degrees, key)] });
  const nearest = (store: IndexStore, degrees: number, more: Partial<StoreQuery> = {}) =>
    store
      .search({ vector: towards(degrees).vector, access: ANN, k: 10, ...more })
      .then(({ passages }) => passages.map(({ source }) => source));

  describe(`${name}: vectors`, () => {
    it(
      'finds by vector alone, the closest first, and leaves out what points away',
      on(async (store) => {
        await put(store, [one('east.md', 0), one('north.md', 80), one('west.md', 180)]);
        expect(await nearest(store, 10)).toEqual(['east.md', 'north.md']);
        expect(await nearest(store, 85, { k: 1 })).toEqual(['north.md']);
        expect(await nearest(store, 10, { exact: true })).toEqual(['east.md', 'north.md']);
      }),
    );

    it(
      'finds by words and vector together what either finds',
      on(async (store) => {
        await put(store, [one('east.md', 0), one('north.md', 80)]);
        const found = await sourcesOf(store, { text: 'north', vector: towards(0).vector });
        expect([...found].sort()).toEqual(['east.md', 'north.md']);
      }),
    );

    it(
      'applies rights and filters to vectors',
      on(async (store) => {
        const owned = documentOf('owned.md', ['A.'], {
          groups: ['owners'],
          embeddings: [towards(0)],
        });
        const other = documentOf('other.md', ['B.'], {
          metadata: { n: 1 },
          embeddings: [towards(30)],
        });
        await put(store, [owned, other, one('third.md', 40)]);
        expect(await nearest(store, 0)).toEqual(['other.md', 'third.md']);
        expect(await nearest(store, 0, { filter: { op: 'eq', field: 'n', value: 1 } })).toEqual([
          'other.md',
        ]);
        expect(await nearest(store, 0, { access: { ...ANN, tenant: 'rival' } })).toEqual([]);
      }),
    );

    it(
      'gives back vectors by the keys of their texts, to their own tenant',
      on(async (store) => {
        await put(store, [one('a.md', 0, 'key a'), one('b.md', 90, 'key b')]);
        const found = await store.vectors('acme', ['key a', 'key b', 'none']);
        expect([...found.keys()].sort()).toEqual(['key a', 'key b']);
        expect(found.get('key a')).toEqual(towards(0).vector);
        expect((await store.vectors('rival', ['key a'])).size).toBe(0);
        await store.commit({ tenant: 'acme', put: [], remove: ['a.md'] });
        expect((await store.vectors('acme', ['key a'])).size).toBe(0);
      }),
    );

    it(
      'puts the closest of many forward as exact search does',
      on(async (store) => {
        // Enough for stores that approximate; on a plane the order of so many directions is hard.
        const random = randomNumbers(3);
        const degrees = Array.from({ length: 2500 }, () => random() * 360);
        const embeddings = degrees.map((angle): Embedding => towards(angle));
        await put(store, [
          documentOf(
            'many.md',
            degrees.map((_, i) => `Text ${i}.`),
            { embeddings },
          ),
        ]);
        let found = 0;
        for (let angle = 0; angle < 360; angle += 30) {
          const ids = async (exact: boolean) => {
            const { vector } = towards(angle);
            const { passages } = await store.search({ vector, access: ANN, k: 10, exact });
            return passages.map(({ id }) => id);
          };
          const [exact, own] = [await ids(true), await ids(false)];
          found += exact.filter((id) => own.includes(id)).length;
        }
        expect(found / 120).toBeGreaterThan(0.9);
      }),
    );

    it(
      'refuses vectors of others, and none, while it is open',
      on(async (store) => {
        for (const wrong of [OTHERS, { ...VECTORS, dimensions: 3 }, undefined]) {
          await expect(store.open(wrong)).rejects.toMatchObject({ code: 'index.embedder' });
        }
        await store.open(VECTORS);
        await put(store, [one('a.md', 0)]);
        expect(await nearest(store, 0)).toEqual(['a.md']);
      }),
    );

    it(
      'refuses vectors of others, and none, when it is opened again',
      on(async (store, again) => {
        if (again === undefined) return expect(again).toBeUndefined();
        await put(store, [one('a.md', 0)]);
        for (const wrong of [OTHERS, { ...VECTORS, dimensions: 3 }, undefined]) {
          await expect(again().open(wrong)).rejects.toMatchObject({
            code: 'index.embedder',
            facts: { stored: 'plane (2 dimensions)' },
          });
        }
        const other = again();
        await other.open(VECTORS);
        expect(await nearest(other, 0)).toEqual(['a.md']);
      }),
    );
  });

  describe(`${name}: generations`, () => {
    const fillAll = async (store: IndexStore, degrees: number) => {
      for (;;) {
        const missing = await store.generations.missing(OTHERS, 2);
        if (missing.length === 0) return;
        expect(missing.length).toBeLessThanOrEqual(2);
        await store.generations.fill(
          OTHERS,
          missing.map((one) => ({ ...one, embedding: towards(degrees, `other ${one.id}`) })),
        );
      }
    };

    it(
      'serves the old one until the switch, and goes back to it',
      on(async (store, again) => {
        await put(store, [one('a.md', 0), one('b.md', 100), one('c.md', 45)]);
        await store.generations.begin(OTHERS);
        await store.generations.begin(OTHERS);
        const switching = () => store.generations.serve(OTHERS, { complete: true });
        await expect(switching()).rejects.toMatchObject({
          code: 'index.generation',
          facts: { missing: 3 },
        });
        await store.generations.fill(
          OTHERS,
          (await store.generations.missing(OTHERS, 1)).map((passage) => ({
            ...passage,
            embedding: towards(180),
          })),
        );
        expect(await nearest(store, 0)).toEqual(['a.md', 'c.md']);
        await fillAll(store, 180);
        expect(await nearest(store, 0)).toEqual(['a.md', 'c.md']);
        await switching();
        expect(await nearest(store, 180)).toHaveLength(3);
        expect(await nearest(store, 0)).toEqual([]);
        const states = async () =>
          Object.fromEntries(
            (await store.generations.list()).map(({ vectors, state }) => [
              vectors?.id ?? '',
              state,
            ]),
          );
        expect(await states()).toMatchObject({ plane: 'previous', 'other plane': 'serving' });
        if (again !== undefined) {
          await expect(again().open(VECTORS)).rejects.toMatchObject({ code: 'index.embedder' });
          const other = again();
          await other.open(OTHERS);
          expect(await nearest(other, 180)).toHaveLength(3);
        }
        await store.generations.serve(VECTORS, { complete: false });
        expect(await nearest(store, 0)).toEqual(['a.md', 'c.md']);
        expect(await states()).toMatchObject({ plane: 'serving', 'other plane': 'previous' });
      }),
    );

    it(
      'says which passages lack a vector after a change, and takes none for another text',
      on(async (store) => {
        await put(store, [one('a.md', 0)]);
        await store.generations.begin(OTHERS);
        const stale = await store.generations.missing(OTHERS, 10);
        expect(stale).toMatchObject([
          {
            id: 'a.md#0-13',
            tenant: 'acme',
            source: 'a.md',
            title: 'Title of a.md',
            text: 'Text of a.md.',
            headings: ['0'],
          },
        ]);
        await put(store, [documentOf('a.md', ['Text of b.md.'], { embeddings: [towards(0)] })]);
        await store.generations.fill(
          OTHERS,
          stale.map((passage) => ({ ...passage, embedding: towards(90) })),
        );
        expect(await store.generations.missing(OTHERS, 10)).toMatchObject([
          { text: 'Text of b.md.' },
        ]);
        const [own] = (await store.generations.list()).filter(
          ({ vectors }) => vectors?.id === OTHERS.id,
        );
        expect(own?.missing).toBe(1);
      }),
    );

    it(
      'drops what does not serve, with all that belongs to it',
      on(async (store) => {
        await put(store, [one('a.md', 0)]);
        await store.generations.begin(OTHERS);
        await fillAll(store, 90);
        await expect(store.generations.drop(VECTORS)).rejects.toMatchObject({
          code: 'index.generation',
        });
        await store.generations.serve(OTHERS, { complete: true });
        await store.generations.drop(VECTORS);
        await expect(store.generations.missing(VECTORS, 1)).rejects.toMatchObject({
          code: 'index.generation',
        });
        await expect(store.generations.serve(VECTORS, { complete: false })).rejects.toMatchObject({
          code: 'index.generation',
        });
        expect((await store.generations.list()).map(({ vectors }) => vectors?.id)).not.toContain(
          'plane',
        );
        expect(await nearest(store, 90)).toEqual(['a.md']);
        await store.generations.begin(VECTORS);
        expect(await store.generations.missing(VECTORS, 9)).toHaveLength(1);
      }),
    );

    it(
      'lets words alone serve, and vectors again',
      on(async (store) => {
        await put(store, [one('a.md', 0)]);
        await store.generations.serve(undefined, { complete: true });
        expect(await nearest(store, 0)).toEqual([]);
        expect(await sourcesOf(store, { text: 'text' })).toEqual(['a.md']);
        await store.generations.serve(VECTORS, { complete: true });
        expect(await nearest(store, 0)).toEqual(['a.md']);
      }),
    );

    it(
      'takes no documents from whoever works with vectors that do not serve any more',
      on(async (store, again) => {
        if (again === undefined) return expect(again).toBeUndefined();
        await put(store, [one('a.md', 0)]);
        const late = again();
        await late.open(VECTORS);
        await store.generations.begin(OTHERS);
        await fillAll(store, 90);
        await store.generations.serve(OTHERS, { complete: true });
        expect(await nearest(late, 0)).toEqual(['a.md']);
        await expect(put(late, [one('b.md', 0)])).rejects.toMatchObject({ code: 'index.embedder' });
        await store.generations.drop(VECTORS);
        await expect(nearest(late, 0)).rejects.toMatchObject({ code: 'index.embedder' });
      }),
    );
  });
}
