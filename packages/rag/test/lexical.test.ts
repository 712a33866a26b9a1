import { bm25TermWeight } from '@ashlar/text';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteCache } from '../src/index/byte-cache.ts';
import { compareText } from '../src/index/compare-text.ts';
import { lengthNorms, MOST } from '../src/lexical/length-norms.ts';
import { nthHighest } from '../src/lexical/nth-highest.ts';
import { BLOCK } from '../src/lexical/posting-batch.ts';
import { appendPosting, readPostings } from '../src/lexical/posting-codec.ts';
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

test('decodes into arrays what the codec reads entry by entry', () => {
  const entry = fc.record({
    gap: fc.integer({ min: 1, max: 300 }),
    count: fc.integer({ min: 1, max: 400 }),
    positions: fc.uniqueArray(fc.nat(100_000), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(fc.array(fc.array(entry, { maxLength: 12 }), { maxLength: 3 }), (blocks) => {
      const expected: unknown[] = [];
      const rows = blocks.map((entries, block) => {
        const bytes: number[] = [];
        let offset = -1;
        for (const { gap, count, positions } of entries) {
          offset += gap;
          appendPosting(
            bytes,
            offset,
            count,
            positions.sort((a, b) => a - b),
          );
        }
        readPostings(Uint8Array.from(bytes), (at, count, positions) =>
          expected.push([block * BLOCK + at, count, [...positions]]),
        );
        return { block, bytes: Uint8Array.from(bytes) };
      });
      const { passages, counts, starts, positions } = toPostingList(rows);
      const found = [...passages].map((passage, i) => [
        passage,
        counts[i],
        [...positions.subarray(starts[i] ?? 0, starts[i + 1] ?? 0)],
      ]);
      expect(found).toEqual(expected);
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
