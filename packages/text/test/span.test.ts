import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeSpans, sliceSpan, spanContains, spanOverlap, trimSpan } from '../src/index.ts';
import { anyText } from './texts.ts';

const span = fc
  .tuple(fc.nat(60), fc.nat(20))
  .map(([start, length]) => ({ start, end: start + length }));

test('spans that only touch do not overlap', () => {
  expect(spanOverlap({ start: 0, end: 3 }, { start: 3, end: 5 })).toBe(0);
  expect(spanOverlap({ start: 0, end: 4 }, { start: 3, end: 9 })).toBe(1);
  expect(spanContains({ start: 0, end: 4 }, { start: 1, end: 4 })).toBe(true);
  expect(spanContains({ start: 0, end: 4 }, { start: 1, end: 5 })).toBe(false);
});

test('merging keeps exactly the covered positions, in order and apart', () => {
  const covered = (spans: { start: number; end: number }[]): Set<number> =>
    new Set(
      spans.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)),
    );
  fc.assert(
    fc.property(fc.array(span), (spans) => {
      const merged = mergeSpans(spans);
      expect(covered(merged)).toEqual(covered(spans));
      merged.slice(1).forEach((next, i) => {
        expect(next.start).toBeGreaterThan(merged[i]?.end ?? 0);
      });
    }),
  );
});

test('merging bridges a gap when asked to', () => {
  const near = [
    { start: 5, end: 7 },
    { start: 0, end: 3 },
  ];
  expect(mergeSpans(near)).toEqual([
    { start: 0, end: 3 },
    { start: 5, end: 7 },
  ]);
  expect(mergeSpans(near, 2)).toEqual([{ start: 0, end: 7 }]);
});

test('a trimmed span holds the trimmed text, whatever the text', () => {
  fc.assert(
    fc.property(anyText, fc.nat(80), fc.nat(80), (text, a, b) => {
      const given = {
        start: Math.min(a, b, text.length),
        end: Math.min(Math.max(a, b), text.length),
      };
      const trimmed = trimSpan(text, given);
      expect(sliceSpan(text, trimmed)).toBe(sliceSpan(text, given).trim());
      expect(spanContains(given, trimmed)).toBe(true);
    }),
  );
});
