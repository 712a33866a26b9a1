import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePattern } from '../../src/json/pattern/compile-pattern.ts';
import { unsupportedKeywords } from '../../src/json/unsupported-keywords.ts';
import { validateJson } from '../../src/json/validate.ts';

const real = [
  '^[a-z0-9]+(?:-[a-z0-9]+)*$',
  '^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$',
  '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|\\d*[a-z-][\\da-z-]*)))?$',
  '^\\d{3}-?\\d{2}$',
  'a|b|^c$',
  '\\bcat\\b',
  '^\\w+([\\.-]?\\w+)*@\\w+([\\.-]?\\w+)*(\\.\\w{2,3})+$',
  '^[^\\s@]+@[^\\s@]+$',
  '^(a+)+$',
  '^(?:a|a)*$',
  '^(a*)*b?$',
  '^.{0,40}$',
  '^[\\s\\S]*?x{2,4}?$',
  '^\\p{Lu}[\\u{61}-\\u{7a}]*$',
  '^(?<year>\\d+)$',
  '^$',
  '',
  '[\\]a]',
  '{a}',
  'x{,3}',
  '^\\/\\-\\_\\x61\\u0062$',
  '^(?=.*[a-z])(?=.*\\d).{3,}$',
  '^(?!ab)[a-c]+$',
  '^(a)\\1$',
];

const native = (source: string): RegExp => {
  try {
    return new RegExp(source, 'u');
  } catch {
    return new RegExp(source);
  }
};

test('patterns mean what the platform’s engine takes them for', () => {
  const alphabet = [...'aabbccxXZ019-._@ {},\\/]\n', 'é', '😀', 'cat'];
  const texts = fc
    .array(fc.constantFrom(...alphabet), { maxLength: 12 })
    .map((all) => all.join(''));
  const pieces = fc.constantFrom('a', 'b', '.', '[ab]', '\\w', '\\b', '^', '$', 'é', '😀', '\\.');
  const made = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 3 },
      pieces,
      fc.tuple(tie('pattern'), tie('pattern')).map((two) => two.join('')),
      fc.tuple(tie('pattern'), tie('pattern')).map((two) => `(?:${two.join('|')})`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,}', '*?'))
        .map(([one, times]) => `(${one})${times}`),
    ),
  })).pattern;
  const sources = fc.oneof(fc.constantFrom(...real), made);
  fc.assert(
    fc.property(sources, texts, (source, text) => {
      expect(compilePattern(source)?.(text), `${source} on ${text}`).toBe(
        native(source).test(text),
      );
    }),
    { numRuns: process.env.ASHLAR_SOAK ? 200_000 : 4000 },
  );
});

test('no pattern of a stranger keeps the process: time grows with the text alone', () => {
  const evil = [
    '^(a+)+$',
    '^(a|a)*$',
    '^(a*)*$',
    'a*a*a*a*b',
    '^(.*a){20}$',
    '(x+x+)+y',
    '^(\\w+\\s?)*$',
  ];
  for (const pattern of evil) {
    const start = performance.now();
    for (const text of [`${'a'.repeat(20_000)}!`, `${'x'.repeat(20_000)}`]) {
      validateJson(text, { type: 'string', pattern });
      validateJson({ [text]: 1 }, { type: 'object', patternProperties: { [pattern]: {} } });
    }
    // Tried one after the other, the ways to match would take years.
    expect(performance.now() - start, pattern).toBeLessThan(20_000);
  }
});

test('what could take for ever and is not regular is refused where it is defined', () => {
  expect(unsupportedKeywords({ pattern: '^(?=x)(a+)+$' })).toEqual([
    { pointer: '#', keyword: 'pattern' },
  ]);
  expect(unsupportedKeywords({ pattern: '^(?=.*[A-Z])(?=.*\\d).{8,}$' })).toEqual([]);
});

test('a text that is too long to tell does not fit, and says why', () => {
  const schema = { type: 'string', pattern: '^(?!b)a*a*a*$' } as const;
  expect(validateJson('aaa', schema)).toEqual([]);
  expect(JSON.stringify(validateJson('a'.repeat(5000), schema))).toContain(
    'is too long to be held against ^(?!b)a*a*a*$',
  );
});
