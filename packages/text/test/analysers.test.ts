import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, ngramAnalyser, pairAnalyser, wordAnalyser } from '../src/index.ts';
import { anyText } from './texts.ts';

const words = wordAnalyser();
const terms = (text: string): string[] => words(text).map(({ term }) => term);
const slices = (text: string): string[] =>
  words(text).map(({ start, end }) => text.slice(start, end));

describe.each([
  ['words', wordAnalyser()],
  ['n-grams', ngramAnalyser()],
  ['pairs', pairAnalyser()],
])('%s of any text', (_, analyse) => {
  test('lie in order inside the text and are never empty', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let previous = 0;
        for (const { term, start, end } of analyse(text)) {
          expect(term.trim()).not.toBe('');
          expect(start).toBeGreaterThanOrEqual(previous);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          previous = start;
        }
      }),
    );
  });

  test('stay the same, shifted, when other text comes before', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const before = 'Ωμέγα 😀\r\n';
        const shifted = analyse(text).map((t) => ({
          ...t,
          start: t.start + before.length,
          end: t.end + before.length,
        }));
        const after = analyse(before + text);
        expect(after.slice(after.length - shifted.length)).toEqual(shifted);
      }),
    );
  });
});

test('the slice of a term analysed alone gives that term again', () => {
  const everyWord = wordAnalyser({ stopWords: new Set() });
  fc.assert(
    fc.property(anyText, (text) => {
      for (const { term, start, end } of everyWord(text)) {
        expect(everyWord(text.slice(start, end)).map((t) => t.term)).toEqual([term]);
      }
    }),
  );
});

test('offsets point at the original where folding changes lengths', () => {
  const text = '😀 Die ﬁnale Straße, e\u0301tat';
  expect(slices(text)).toEqual(['ﬁnale', 'Straße', 'e\u0301tat']);
  expect(ngramAnalyser()('ﬁxe').map(({ term, start, end }) => [term, start, end])).toEqual([
    [' fixe', 0, 3],
    ['fixe ', 0, 3],
  ]);
});

test.each([
  ['Straße', 'STRASSE'],
  ['café', 'cafe\u0301'],
  ['Ｆｕｌｌ', 'full'],
  ['ΟΔΟΣ', 'οδος'],
  ['كِتَابٌ', 'كتاب'],
  ['إلى', 'الي'],
  ['١٢٣', '123'],
  ['co\u00adoperate', 'cooperate'],
])('%s and %s fold to the same form', (a, b) => {
  expect(fold(a)).toBe(fold(b));
});

test('letters that are letters stay apart', () => {
  expect(fold('и')).not.toBe(fold('й'));
  expect(fold('か')).not.toBe(fold('が'));
  expect(fold('กิ')).not.toBe(fold('กา'));
});

test.each([
  ['Index the indexes, indexing', 'index index index'],
  ['seven people’s banks', 'seven peopl bank'],
  ['7,000,000 or 7.000.000', '7000000 7000000'],
  ['3.5 and 3,5', '3.5 3.5'],
  ['t2.micro in us-east-1', 't2 micro us east 1'],
  ['والمدرسة المدرسة', 'مدرس مدرس'],
  ['東京2020', '東京 2020'],
  ['20世紀', '20 世紀'],
  ['GPUサーバ', 'gpu サー ーバ'],
])('%s is cut into %s', (text, expected) => {
  expect(terms(text).join(' ')).toBe(expected);
});

test('Chinese gives pairs of characters, Thai three letters with their marks', () => {
  expect(terms('北京大学')).toEqual(['北京', '京大', '大学']);
  expect(slices('กินข้าว')).toEqual(['กินข้', 'นข้า', 'ข้าว']);
});

test('question words are left out unless they are names in capitals', () => {
  expect(terms('What does it cost?')).toEqual(['cost']);
  expect(terms('What does IT in the US cost?')).toEqual(['it', 'us', 'cost']);
  expect(wordAnalyser({ stopWords: new Set() })('what is it').length).toBe(3);
});

test('the n-grams of a word weigh together no more than its length deserves', () => {
  const weights = ngramAnalyser()('protocols').map(({ weight }) => weight);
  expect(weights).toEqual(weights.map(() => 1 / Math.sqrt(weights.length)));
});

test('pairs match in either order within the window, and not beyond', () => {
  const pairs = pairAnalyser({ window: 3 });
  const of = (text: string): string[] => pairs(text).map(({ term }) => term);
  expect(of('heart attack')).toEqual(of('attack on the heart'));
  expect(of('alpha bravo charlie delta')).not.toContain('alpha delta');
  expect(of('alpha bravo charlie delta')).toContain('alpha charli');
  expect(of('北京大学')).toEqual([]);
});
