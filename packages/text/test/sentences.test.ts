import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentences } from '../src/index.ts';
import { anyText } from './texts.ts';

const split = (text: string): string[] =>
  sentences(text).map(({ start, end }) => text.slice(start, end));

test('sentences of any text are in order, apart, trimmed and leave out nothing but white space', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let end = 0;
      for (const span of sentences(text)) {
        expect(text.slice(end, span.start).trim()).toBe('');
        const sentence = text.slice(span.start, span.end);
        expect(sentence).toBe(sentence.trim());
        expect(sentence).not.toBe('');
        end = span.end;
      }
      expect(text.slice(end).trim()).toBe('');
    }),
    { numRuns: 500 },
  );
});

describe.each([
  [
    'abbreviations and titles',
    ['Dr. Smith paid Mr. Doe.', 'See e.g. Fig. 3 for details.', 'It rained.'],
  ],
  [
    'initials and acronyms',
    ['J. R. Smith joined the U.S. Navy.', 'He lived in the U.S. The end came later.'],
    ' ',
    3,
  ],
  [
    'numbers and addresses',
    ['It costs $3.5 million.', 'Version 1.2.3 is at https://a.example/b.html?c=d.', 'Done.'],
  ],
  ['closing quotes and brackets', ['He said "Stop."', '(Nobody did.)', 'What now?!', 'Go!']],
  ['names with a mark', ['Yahoo! is a company.', 'Is it?']],
  ['German', ['Am 3. Oktober wurde z. B. gefeiert.', 'Das kostet ca. 5 Mio. Euro.', 'Gut.']],
  ['Spanish', ['¿Qué hora es?', '¡Vamos!', 'El Sr. García llegó.']],
  ['Arabic', ['ذهب الولد إلى المدرسة.', 'هل عاد؟', 'نعم، عاد.']],
  ['Hindi', ['यह एक घर है।', 'वह बड़ा है।']],
  ['Greek and Russian', ['Это дом.', 'Где он?', 'Αυτό είναι ένα σπίτι.']],
])('%s', (_, expected, joiner = ' ', count = expected.length) => {
  test('split where a reader would', () => {
    const found = split(expected.join(joiner));
    expect(found).toHaveLength(count);
    if (count === expected.length) expect(found).toEqual(expected);
  });
});

test('Chinese and Japanese need no white space', () => {
  expect(split('北京是中国的首都。他说：“很好。”真的吗？是的!好。')).toEqual([
    '北京是中国的首都。',
    '他说：“很好。”',
    '真的吗？',
    '是的!',
    '好。',
  ]);
  expect(split('東京は首都です。「本当？」はい。')).toHaveLength(3);
});

test('Thai is split at spaces, but not at those around short words', () => {
  const first = 'แมวเป็นสัตว์เลี้ยงที่ได้รับความนิยมมากที่สุดในโลก';
  expect(split(`${first} มันชอบนอน และกินปลา`)).toEqual([first, 'มันชอบนอน และกินปลา']);
});

test('Markdown structure ends sentences, soft line breaks do not', () => {
  const text = [
    '# Setup guide',
    'Install the package. Then',
    'run it.',
    '',
    '- first item',
    '- second item. With more',
    '  text',
    '1. step one',
    '',
    '| name | value |',
    '|---|---|',
    '| a. b | 1 |',
    '',
    '```',
    'const a = 1;',
    'run(a)',
    '```',
    '> quoted',
  ];
  for (const lineEnd of ['\n', '\r\n']) {
    expect(split(text.join(lineEnd))).toEqual([
      '# Setup guide',
      'Install the package.',
      `Then${lineEnd}run it.`,
      '- first item',
      '- second item.',
      `With more${lineEnd}  text`,
      '1. step one',
      '| name | value |',
      '|---|---|',
      '| a. b | 1 |',
      '```',
      'const a = 1;',
      'run(a)',
      '```',
      '> quoted',
    ]);
  }
});

test('long text takes time in proportion to its length', () => {
  const line = 'The quick brown fox vs. the lazy dog. ';
  const time = (text: string): number => {
    const start = performance.now();
    sentences(text);
    return performance.now() - start;
  };
  time(line.repeat(500));
  expect(time(line.repeat(20_000)) / 40).toBeLessThan(Math.max(5, time(line.repeat(500)) * 10));
});
