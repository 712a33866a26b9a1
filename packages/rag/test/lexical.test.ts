import { bm25TermWeight } from '@ashlar/text';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteCache } from '../src/index/byte-cache.ts';
import { compareText } from '../src/index/compare-text.ts';
import { countBetween, packCounts } from '../src/lexical/counted-list.ts';
import { lengthNorms, MOST } from '../src/lexical/length-norms.ts';
import { nthHighest } from '../src/lexical/nth-highest.ts';
import { BLOCK } from '../src/lexical/posting-batch.ts';
import { appendPosting, openPostings, readPostings, toPart } from '../src/lexical/posting-codec.ts';
import { toPostingList } from '../src/lexical/posting-list.ts';

test('weighs a term as @ashlar/text does', () => {
  fc.assert(
    fc.property(
      fc.nat(5000),
      fc.integer({ min: 1, max: 900 }),
      fc.double({ min: 0, max: 500, noNaN: true }),
      (length, count, average) => {
        const norm = lengthNorms(Int32Array.of(length), average)[0] as number;
        expect((MOST * count) / (count + norm)).toBeCloseTo(
          bm25TermWeight(count, length, average),
          9,
        );
      },
    ),
  );
});

const rowsOf = fc.array(
  fc.record({
    part: fc.array(
      fc.record({
        gap: fc.integer({ min: 1, max: 300 }),
        count: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(300)),
      }),
      { maxLength: 9 },
    ),
    grows: fc.boolean(),
  }),
  { maxLength: 4 },
);

/** Rows of a word, or of a term without places, and what is in them. A row that grows has several parts. */
function writtenRows(
  parts: typeof rowsOf extends fc.Arbitrary<infer T> ? T : never,
  placed: boolean,
) {
  const expected: { passage: number; count: number; positions: number[] }[] = [];
  const rows: { block: number; bytes: Uint8Array }[] = [];
  let block = 0;
  let offset = -1;
  for (const { part, grows } of parts) {
    const before = rows.at(-1);
    if (!grows || before === undefined) {
      block += 2;
      offset = -1;
    }
    const open = openPostings();
    for (const { gap, count } of part) {
      offset += gap;
      if (offset >= BLOCK) break;
      const positions = placed ? Array.from({ length: count }, (_, i) => gap + 3 * i) : [];
      appendPosting(open, offset, count, positions);
      expected.push({ passage: block * BLOCK + offset, count, positions });
    }
    const bytes = toPart(open);
    if (!grows || before === undefined) rows.push({ block, bytes });
    else before.bytes = Uint8Array.from([...before.bytes, ...bytes]);
  }
  return { rows, expected };
}

test('reads back the postings that were written, entry by entry and as a list', () => {
  fc.assert(
    fc.property(rowsOf, fc.boolean(), (parts, placed) => {
      const { rows, expected } = writtenRows(parts, placed);
      const visited: unknown[] = [];
      for (const { block, bytes } of rows) {
        readPostings(bytes, (offset, count, positions) => {
          visited.push({ passage: block * BLOCK + offset, count, positions: [...positions] });
        });
      }
      expect(visited).toEqual(expected);
      const list = toPostingList(rows);
      expect(list.size).toBe(expected.length);
      for (const { passage, count } of expected) {
        expect(countBetween(list, passage, passage)).toBe(count);
      }
      const { passages, starts, positions } = list.places();
      const found = [...passages].map((passage, i) => ({
        passage,
        positions: [...positions.subarray(starts[i], starts[i + 1])],
      }));
      expect(found).toEqual(
        placed ? expected.map(({ passage, positions }) => ({ passage, positions })) : [],
      );
    }),
    { numRuns: 50 },
  );
});

test('keeps counts that take more than two bytes', () => {
  const open = openPostings();
  appendPosting(open, 1, 70_000, []);
  appendPosting(open, 2, 3, []);
  const list = toPostingList([{ block: 0, bytes: toPart(open) }]);
  expect([countBetween(list, 1, 1), countBetween(list, 0, 9)]).toEqual([70_000, 70_003]);
});

test('reads postings that do not begin at an even address', () => {
  const open = openPostings();
  appendPosting(open, 7, 2, [3, 200]);
  const part = toPart(open);
  const moved = new Uint8Array(part.length + 1);
  moved.set(part, 1);
  const list = toPostingList([{ block: 1, bytes: moved.subarray(1) }]);
  expect([...list.places().passages, ...list.places().positions]).toEqual([BLOCK + 7, 3, 200]);
});

test('counts a term in runs of passages and in documents as plain counting does', () => {
  const counted = fc.uniqueArray(
    fc.record({ passage: fc.nat(3 * BLOCK), count: fc.integer({ min: 1, max: 40 }) }),
    { selector: ({ passage }) => passage, maxLength: 60 },
  );
  fc.assert(
    fc.property(counted, fc.nat(3 * BLOCK), fc.nat(BLOCK), (found, first, length) => {
      const all = found.sort((a, b) => a.passage - b.passage);
      const list = packCounts(
        Int32Array.from(all, ({ passage }) => passage),
        Int32Array.from(all, ({ count }) => count),
        all.length,
      );
      const inside = all.filter(({ passage }) => passage >= first && passage <= first + length);
      expect(countBetween(list, first, first + length)).toBe(
        inside.reduce((sum, { count }) => sum + count, 0),
      );
      const of = Int32Array.from({ length: 3 * BLOCK + 1 }, (_, passage) => passage >> 9);
      expect(list.documentFrequency(of)).toBe(new Set(all.map(({ passage }) => passage >> 9)).size);
    }),
  );
});

test('knows the nth highest of numbers', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 20 }),
      (numbers, n) => {
        const sorted = [...numbers].sort((a, b) => b - a);
        const expected = sorted[n - 1] ?? Number.NEGATIVE_INFINITY;
        expect(nthHighest(Float64Array.from(numbers), numbers.length, n)).toBe(expected);
      },
    ),
  );
});

test('orders texts as their UTF-8 bytes are ordered', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test('keeps within a number of bytes what was asked for last', () => {
  const cache = byteCache<{ readonly byteLength: number; readonly name: string }>(100);
  for (const name of ['a', 'b', 'c']) cache.set(name, { byteLength: 30, name });
  expect(cache.get('a')?.name).toBe('a');
  cache.set('d', { byteLength: 30, name: 'd' });
  expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key) !== undefined)).toEqual([
    'a',
    'c',
    'd',
  ]);
  cache.set('large', { byteLength: 51, name: 'large' });
  expect(cache.get('large')).toBeUndefined();
});
