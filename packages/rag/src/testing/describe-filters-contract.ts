import type { Filter } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../index/compile-filter.ts';
import { ANN, documentOf, put, randomNumbers, sourcesOf } from './fixtures.ts';
import { type OpenIndexStore, withIndexStore } from './open-index-store.ts';
import { randomFilter, randomMetadata } from './random-filter.ts';

const FILTERS = 300;

/** One language of filters, compiled by each store to the same results. */
export function describeFiltersContract(name: string, open: OpenIndexStore): void {
  describe(`${name}: filters`, () => {
    it('gives what core’s filters mean, for random filters over random metadata', () =>
      withIndexStore(open, async (store) => {
        await store.open(undefined);
        const random = randomNumbers(7);
        const documents = Array.from({ length: 60 }, (_, i) =>
          documentOf(i % 9 === 0 ? `b/c.md${i}` : `a.md${i}`, [`Granite ${i}.`], {
            ...(i % 10 !== 0 && { metadata: randomMetadata(random) }),
            ...(i % 3 === 0 && { card: { owner: i % 2 === 0 ? 'ab' : 'Ä', precedence: i % 4 } }),
          }),
        );
        await put(store, documents);
        for (let i = 0; i < FILTERS; i += 1) {
          const filter = randomFilter(random);
          const test = compileFilter(filter);
          const expected = documents.filter(test).map(({ source }) => source);
          const found = await sourcesOf(store, { filter, k: 100 });
          expect({ filter, found: [...found].sort() }).toEqual({ filter, found: expected.sort() });
        }
      }));

    it('applies a filter before it counts to k', () =>
      withIndexStore(open, async (store) => {
        await store.open(undefined);
        const documents = Array.from({ length: 30 }, (_, i) =>
          documentOf(
            `${i}.md`,
            [i === 7 ? `Some granite among many other words ${'x '.repeat(50)}` : 'Granite.'],
            { metadata: { i } },
          ),
        );
        await put(store, documents);
        const filter = { op: 'eq', field: 'i', value: 7 } as const;
        expect(await sourcesOf(store, { filter, k: 1 })).toEqual(['7.md']);
      }));

    it('takes a number that is none for equal to nothing and comparable with nothing', () =>
      withIndexStore(open, async (store) => {
        await store.open(undefined);
        await put(store, [
          documentOf('null.md', ['Granite.'], { metadata: { n: null } }),
          documentOf('one.md', ['Granite.'], { metadata: { n: 1 } }),
        ]);
        const found = (op: 'eq' | 'gt' | 'lt' | 'lte' | 'ne', value: number) =>
          sourcesOf(store, { filter: { op, field: 'n', value } as Filter, k: 5 });
        for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
          expect(await found('eq', value)).toEqual([]);
          expect(await found('ne', value)).toHaveLength(2);
          const filter = { op: 'in', field: 'n', values: [value] } as const;
          expect(await sourcesOf(store, { filter, k: 5 })).toEqual([]);
        }
        for (const op of ['gt', 'lt', 'lte'] as const) {
          expect(await found(op, Number.NaN)).toEqual([]);
        }
        expect(await found('lt', Number.POSITIVE_INFINITY)).toEqual(['one.md']);
      }));

    it('refuses an operator that is not there', () =>
      withIndexStore(open, async (store) => {
        await store.open(undefined);
        await put(store, [documentOf('a.md', ['Granite.'])]);
        const unknown = { op: 'like', field: 'source', value: 'x' } as never;
        for (const filter of [unknown, { op: 'not', filter: unknown } as const]) {
          await expect(
            store.search({ text: 'granite', filter, access: ANN, k: 3 }),
          ).rejects.toMatchObject({ code: 'input.invalid' });
        }
      }));
  });
}
