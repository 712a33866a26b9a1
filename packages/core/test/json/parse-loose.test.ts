import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/json/json.ts';
import { parseLoose } from '../../src/json/parse-loose.ts';

function read(text: string): Json | undefined {
  return parseLoose(text)[0]?.value;
}

function kinds(text: string): readonly string[] {
  return [...new Set(parseLoose(text)[0]?.repairs.map(({ kind }) => kind))];
}

describe('what surrounds the JSON', () => {
  test.each([
    ['a code fence', '```json\n{"a": 1}\n```'],
    ['a fence that is never closed', 'Sure!\n```json\n{"a": 1}\n'],
    ['prose on both sides', 'Here you are: {"a": 1}. Anything else?'],
    ['tags', '<json>{"a": 1}</json>'],
    ['a citation and a placeholder before it', 'As in [1], fill {name} with {"a": 1}'],
    ['a Markdown link before it', 'See [the docs](https://example.org): {"a": 1}'],
    ['a call', 'callback({"a": 1});'],
    ['one level of escaping', '{\\"a\\": 1}'],
    ['its own outer braces, doubled', '{{"a": 1}}'],
    ['no outer braces at all', '"a": 1'],
  ])('does not matter: %s', (_name, text) => {
    expect(read(text)).toEqual({ a: 1 });
    expect(kinds(text)).not.toEqual([]);
  });

  test('several documents on lines of their own are a list', () => {
    expect(read('{"a": 1}\n{"a": 2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test('a fenced document is preferred to one in the prose around it', () => {
    expect(read('Not {"a": 0} but\n```json\n{"a": 1}\n```')).toEqual({ a: 1 });
  });

  test('every document is a candidate, and the text itself is the last', () => {
    const text = 'First {"a": 1}, then {"a": 2}.';
    const values = parseLoose(text).map(({ value }) => value);
    expect(values).toContainEqual({ a: 1 });
    expect(values).toContainEqual({ a: 2 });
    expect(values.at(-1)).toBe(text);
  });

  test('a text of nothing but punctuation holds no value', () => {
    expect(parseLoose(' }\n, - ')).toEqual([]);
  });
});

describe('punctuation', () => {
  test.each([
    ['single quotes', "{'a': 'it''s'}", { a: "it''s" }, 'quote'],
    ['typographic quotes', '{“a”: “b”}', { a: 'b' }, 'quote'],
    ['doubled quotes', '{""a"": ""b""}', { a: 'b' }, 'quote'],
    [
      'quotes inside a string',
      '{"a": "say "hi" twice", "b": 1}',
      { a: 'say "hi" twice', b: 1 },
      'quote',
    ],
    ['an inch sign at the end', '{"a": "a 24"", "b": 1}', { a: 'a 24"', b: 1 }, 'quote'],
    [
      'a quote before a comma in prose',
      '{"a": "I said "no", and left", "b": 1}',
      { a: 'I said "no", and left', b: 1 },
      'quote',
    ],
    ['a string that is never closed', '{"a": "one, two, "b": 2}', { a: 'one, two', b: 2 }, 'quote'],
    ['triple quotes', '{"a": """x "y" z"""}', { a: 'x "y" z' }, 'quote'],
    ['a code block as a value', '{"a": ```js\nlet x = "1";\n```}', { a: 'let x = "1";' }, 'quote'],
    ['unquoted keys', '{a: 1, b-c: 2}', { a: 1, 'b-c': 2 }, 'bare-string'],
    [
      'unquoted text',
      '{"a": so it is, they say\nb: 2}',
      { a: 'so it is, they say', b: 2 },
      'bare-string',
    ],
    ['trailing commas', '{"a": [1, 2,],}', { a: [1, 2] }, 'comma'],
    ['missing commas', '{"a": 1\n"b": [1 2]}', { a: 1, b: [1, 2] }, 'comma'],
    ['a missing colon', '{"a" 1}', { a: 1 }, 'colon'],
    ['an arrow for a colon', '{"a" => 1}', { a: 1 }, 'colon'],
    ['comments', '{"a": 1, // one\n /* two */ "b": 2 # three\n}', { a: 1, b: 2 }, 'comment'],
    ['an ellipsis', '{"a": [1, 2, ...], ...}', { a: [1, 2] }, 'ellipsis'],
    ['a bracket of the wrong kind', '{"a": [1, 2}, "b": 3}', { a: [1, 2], b: 3 }, 'bracket'],
    ['a bracket too many', '[{"a": 1}}, {"a": 2}]', [{ a: 1 }, { a: 2 }], 'bracket'],
    ['a brace too early', '{"a": 1}, "b": 2}', { a: 1, b: 2 }, 'bracket'],
    ['a missing inner brace', '[{"a": 1, {"a": 2}]', [{ a: 1 }, { a: 2 }], 'bracket'],
    ['Python words', '{"a": True, "b": None}', { a: true, b: null }, 'literal'],
    [
      'Python sets and tuples',
      "{'a': (1, 2), 'b': {'x', 'y'}}",
      { a: [1, 2], b: ['x', 'y'] },
      'set',
    ],
    ['other numbers', '[+1, .5, 2., 1_000]', [1, 0.5, 2, 1000], 'number'],
    ['constructor calls', '{"id": ObjectId("65")}', { id: '65' }, 'call'],
    ['added strings', '{"a": "b" + "c"}', { a: 'bc' }, 'concatenation'],
    ['line breaks in strings', '{"a": "b\nc"}', { a: 'b\nc' }, 'escape'],
    [
      'unknown escapes',
      '{"a": "\\alpha \\d+ C:\\users"}',
      { a: '\\alpha \\d+ C:\\users' },
      'escape',
    ],
  ])('is repaired: %s', (_name, text, value, kind) => {
    expect(read(text)).toEqual(value);
    expect(kinds(text)).toContain(kind);
  });

  test('a repair names the value it was made in', () => {
    expect(parseLoose('{"a": [1, {"b": "c"d"}]}')[0]?.repairs).toEqual([
      { kind: 'quote', path: '$.a[1].b' },
    ]);
  });

  test('what looks like a number but is none stays text', () => {
    expect(read('[0123, 1.2.3, 2024-01-01, 1/2]')).toEqual(['0123', '1.2.3', '2024-01-01', '1/2']);
  });

  test('how a number was written is kept where its value says less', () => {
    const numbers = parseLoose('{"v": 1.10, "id": 12345678901234567890, "n": 5}')[0]?.numbers;
    expect([...(numbers ?? [])]).toEqual([
      ['$.v', '1.10'],
      ['$.id', '12345678901234567890'],
    ]);
  });

  test('a value without a key is reported as dropped', () => {
    expect(kinds('{"a": 1, : 2}')).toContain('dropped');
  });
});

describe('a text that was cut off', () => {
  test.each([
    ['{"a": [1, {"b": "hel', { a: [1, { b: 'hel' }] }],
    ['{"a": 1, "b":', { a: 1, b: null }],
    ['[true, fal', [true, 'fal']],
    ['["a", "b\\', ['a', 'b']],
    ['```json\n{"a": 1,', { a: 1 }],
  ])('gives its beginning: %s', (text, value) => {
    expect(read(text)).toEqual(value);
    expect(parseLoose(text)[0]?.truncated).toBe(true);
  });

  test('is the beginning of the whole, wherever it was cut', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '\\', '"', ':', '\n', 'é', '1'),
      maxLength: 12,
    });
    const { value: json } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        word,
        fc.integer(),
        fc.boolean(),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 4 }),
      object: fc.dictionary(word, tie('value'), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(
        fc.record({ a: json, b: json }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (value, share) => {
          const text = JSON.stringify(value);
          const cut = text.slice(0, 1 + Math.floor((text.length - 2) * share));
          const candidate = parseLoose(cut)[0];
          expect(candidate?.truncated).toBe(true);
          expect(isBeginning(candidate?.value as Json, value as Json)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** Whether `part` is what is left of `whole`: all but its last member are equal, and the last one is a beginning. */
function isBeginning(part: Json, whole: Json): boolean {
  if (part === null || typeof part === 'boolean') return true;
  if (typeof part === 'string') return typeof whole !== 'string' || whole.startsWith(part);
  if (typeof part === 'number') return String(whole).startsWith(String(part)) || part === 0;
  if (Array.isArray(part)) {
    const items: readonly Json[] = part;
    if (!Array.isArray(whole) || items.length > whole.length) return false;
    return items.every((item, index) =>
      isMember(item, whole[index] as Json, index === items.length - 1),
    );
  }
  const entries = Object.entries(part as Record<string, Json>);
  const all = Object.entries(whole as Record<string, Json>);
  return entries.every(([key, value], index) => {
    const last = index === entries.length - 1;
    const same = all.find(([name]) => name === key);
    if (same === undefined)
      return last && value === null && all.some(([name]) => name.trimEnd().startsWith(key));
    return isMember(value, same[1], last);
  });
}

function isMember(part: Json, whole: Json, last: boolean): boolean {
  return last ? isBeginning(part, whole) : JSON.stringify(part) === JSON.stringify(whole);
}

describe('any text', () => {
  test('that is JSON reads as that JSON, without any repair, alone and inside prose', () => {
    const container = fc.oneof(
      fc.array(fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
    );
    fc.assert(
      fc.property(container, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const expected: unknown = JSON.parse(text);
        expect(parseLoose(text)[0]).toMatchObject({ repairs: [], truncated: false });
        expect(parseLoose(text)[0]?.value).toEqual(expected);
        const fenced = parseLoose(`The answer:\n\`\`\`json\n${text}\n\`\`\`\nDone.`);
        expect(fenced[0]?.value).toEqual(expected);
      }),
    );
  });

  test('never makes it throw', () => {
    const noise = fc.string({
      unit: fc.constantFrom(
        ...'{}[]():,"\'`“”\\/*#+-.0a \n<e_tu',
        '```',
        'true',
        '//',
        '\\"',
        '...',
        '"a":',
      ),
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.oneof(noise, fc.string({ unit: 'binary' })), (text) => {
        for (const { value } of parseLoose(text))
          expect(JSON.stringify(value)).toBeTypeOf('string');
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    '[',
    '"',
    '{"a":',
    '"a',
    '["a,',
    '{"a":"b,',
    "{'a':'b",
    '{}',
    '/*',
    '//',
    '```',
    '\\"',
    '{\\"a\\":',
    'f("a",',
    'f([',
    '"a"+',
    '{"a":1}}',
    '{"}{"',
    '[{',
    '"""',
    '["x" y, ',
    '{"k":"v}, {"k"',
    '{"a": "he said "hi", and ',
    'a\n',
    '{{',
    '(',
  ])('of one kind takes time in proportion to its length: %j repeated', (unit) => {
    const time = (length: number): number => {
      const text = unit.repeat(length / unit.length);
      const start = performance.now();
      parseLoose(text);
      return performance.now() - start;
    };
    const small = Math.min(time(10_000), time(10_000), time(10_000));
    // Sixteen times the text: quadratic reading would take 256 times as long, seconds for most of these.
    expect(time(160_000)).toBeLessThan(64 * small + 300);
  });

  test.each([
    ['[', 1_000_000],
    ['"', 1_000_000],
    ['{"a":', 100_000],
  ])('of a megabyte of %j is read in seconds', (unit, times) => {
    const start = performance.now();
    parseLoose(unit.repeat(times));
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
