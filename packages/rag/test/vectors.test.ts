import { join } from 'node:path';
import type { Embedder } from '@ashlar/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openIndex } from '../src/index.ts';
import { sqliteStore } from '../src/sqlite/index.ts';
import { randomNumbers } from '../src/testing/fixtures.ts';
import { codeScorer, codeWords, encodeVector } from '../src/vectors/vector-code.ts';
import { cosineTo } from '../src/vectors/vector-search.ts';
import { ACME, file, temporaryFolder } from './support.ts';

const random = randomNumbers(11);
const made = (dimensions: number, make: (i: number) => number) =>
  Float32Array.from({ length: dimensions }, (_, i) => make(i));

test.each([
  ['around zero', 1024, () => random() - 0.5],
  ['all positive', 1024, () => random()],
  ['of an odd length', 300, () => random() - 0.5],
  ['mostly zero', 1024, (i: number) => (i % 37 === 0 ? random() : 0)],
])('estimates cosines of vectors %s from one bit for each dimension', (_, dimensions, make) => {
  const errors = Array.from({ length: 50 }, () => {
    const query = made(dimensions, make);
    const vector = made(dimensions, (i) => (query[i] as number) + make(i));
    const { bits, scale } = encodeVector(vector);
    return codeScorer(query)(codeWords(bits), 0, scale) - cosineTo(query)(vector);
  });
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const spread = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(spread).toBeLessThan(2 / Math.sqrt(dimensions));
});

test('takes vectors without a length, of any number of dimensions', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -9, max: 9 }), {
        minLength: 1,
        maxLength: 70,
      }),
      (numbers) => {
        const vector = Float32Array.from(numbers);
        const { bits, scale } = encodeVector(vector);
        expect(Number.isFinite(codeScorer(vector)(codeWords(bits), 0, scale))).toBe(true);
      },
    ),
  );
  const none = encodeVector(new Float32Array(5));
  expect(codeScorer(new Float32Array(5))(codeWords(none.bits), 0, none.scale)).toBe(0);
});

/** Vectors around centres, by the number in a text. */
const clusters: Embedder = {
  id: 'clusters',
  dimensions: 512,
  async embed(items) {
    const vectors = items.map((item) => {
      const number = Number(/\d+/.exec(String(item))?.[0] ?? 0);
      const centre = randomNumbers(number % 40);
      const own = randomNumbers(1000 + number);
      return made(512, () => centre() - 0.5 + 0.5 * (own() - 0.5));
    });
    return { vectors, calls: [] };
  },
};

test('finds by codes what exact search finds, whether it may keep them in memory or not', async () => {
  const path = join(temporaryFolder(), 'index.sqlite');
  const open = (cacheBytes?: number) =>
    openIndex({
      store: sqliteStore({ file: path, ...(cacheBytes !== undefined && { cacheBytes }) }),
      embedder: clusters,
    });
  const index = await open();
  const documents = Array.from({ length: 1800 }, (_, i) =>
    file(`${i}.md`, `Granite ${i}.`, { metadata: { even: i % 2 === 0 } }),
  );
  await index.ingest(documents, { tenant: ACME.tenant });
  const report = await index.recallCheck(ACME, { sample: 20 });
  expect(report).toMatchObject({ queries: 20, k: 10 });
  expect(report.recall).toBeGreaterThan(0.95);
  const asked = await index.recallCheck(ACME, { questions: ['number 7', 'number 8'] });
  expect(asked).toMatchObject({ queries: 2 });
  const frugal = await open(0);
  for (const filter of [undefined, { op: 'eq', field: 'even', value: true } as const]) {
    const query = { text: 'number 1234', limit: 20, ...(filter && { filter }) };
    const hits = await index.search(query, ACME);
    expect(hits[0]?.source).toBe('1234.md');
    expect(await frugal.search(query, ACME)).toEqual(hits);
  }
  await Promise.all([index.close(), frugal.close()]);
});
