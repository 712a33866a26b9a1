import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coerceJson } from '../../src/json/coerce.ts';
import type { Json, JsonSchema } from '../../src/json/json.ts';
import { validateJson } from '../../src/json/validate.ts';

function object(
  properties: Record<string, JsonSchema>,
  required = Object.keys(properties),
): JsonSchema {
  return { type: 'object', properties, required };
}

const text: JsonSchema = { type: 'string' };
const count: JsonSchema = { type: 'integer' };
const amount: JsonSchema = { type: 'number' };
const flag: JsonSchema = { type: 'boolean' };
const mood: JsonSchema = { enum: ['GOOD', 'NOT_GOOD', 'BAD'] };

function coerced(value: Json, schema: JsonSchema): Json | undefined {
  const result = coerceJson(value, schema);
  return result.ok ? result.value : undefined;
}

describe('a value of another type', () => {
  test.each<[Json, JsonSchema, Json]>([
    ['12', count, 12],
    ['$1,234.50', amount, 1234.5],
    ['1.234,50 €', amount, 1234.5],
    ['1 234', amount, 1234],
    ['50%', amount, 50],
    ['50%', { type: 'number', maximum: 1 }, 0.5],
    ['1/2', amount, 0.5],
    ['-3e2', amount, -300],
    ['30 minutes', count, 30],
    [12, text, '12'],
    [true, text, 'true'],
    ['Yes', flag, true],
    ['FALSE.', flag, false],
    ['null', { type: 'null' }, null],
    ['n/a', { type: ['integer', 'null'] }, null],
    ['a', { type: 'array', items: text }, ['a']],
    [['a'], text, 'a'],
    [{ value: 3 }, count, 3],
    ['{"a": 1}', object({ a: count }), { a: 1 }],
    ['[1, 2,]', { type: 'array', items: count }, [1, 2]],
    [{ result: { a: 1, b: 2 } }, object({ a: count, b: count }), { a: 1, b: 2 }],
    [12, object({ total: count }), { total: 12 }],
    [['1', 'x'], { prefixItems: [count, text], type: 'array' }, [1, 'x']],
  ])('becomes what was asked for: %j for %j', (value, schema, expected) => {
    expect(coerced(value, schema)).toEqual(expected);
  });

  test.each<[string, Json, JsonSchema]>([
    ['a fraction for an integer', 2.5, count],
    ['two numbers for one', '2 or 3', count],
    ['a word for a number', 'many', amount],
    ['null for a string', null, text],
    ['two items for one value', ['a', 'b'], text],
    ['a text for an object with one text', 'My inner string', object({ name: text })],
    ['an empty object for a list', {}, { type: 'array', items: count }],
    ['a number out of bounds', '12', { type: 'integer', maximum: 10 }],
  ])('is refused where it is unclear: %s', (_name, value, schema) => {
    expect(coerceJson(value, schema).ok).toBe(false);
  });
});

describe('an enum', () => {
  test.each([
    ['good', 'GOOD'],
    ['not good', 'NOT_GOOD'],
    ['"Bad"', 'BAD'],
    ['The mood is bad.', 'BAD'],
    ['BAD: they complained', 'BAD'],
    ['It was not good at all', 'NOT_GOOD'],
  ])('is matched by its letters or as the only one mentioned: %s', (value, expected) => {
    expect(coerced(value, mood)).toBe(expected);
  });

  test.each(['good or bad', "it isn't bad", 'neither good nor bad', 'fine'])(
    'is refused where the text leaves it open: %s',
    (value) => {
      expect(coerceJson(value, mood).ok).toBe(false);
    },
  );

  test('is matched by the names that its descriptions give', () => {
    const schema = { enum: ['A1', 'B2'], description: 'A1: urgent (today); B2: can wait' };
    expect(coerced('urgent', schema)).toBe('A1');
    expect(coerced('can wait', schema)).toBe('B2');
    const titled = {
      oneOf: [
        { const: 1, title: 'low' },
        { const: 2, title: 'high' },
      ],
    };
    expect(coerced('High', titled)).toBe(2);
  });
});

describe('an object', () => {
  test('finds its keys in another spelling, by title and by alias', () => {
    const schema = object({
      firstName: text,
      age: { ...count, title: 'Years' },
      mail: { ...text, aliases: ['e-mail'] },
    });
    const result = coerceJson({ first_name: 'A', years: 3, email: 'x' }, schema);
    expect(result).toMatchObject({
      value: { firstName: 'A', age: 3, mail: 'x' },
      repairs: [
        { kind: 'rename', path: '$.firstName' },
        { kind: 'rename', path: '$.age' },
        { kind: 'rename', path: '$.mail' },
      ],
    });
  });

  test('does not choose between two keys for one property', () => {
    const result = coerceJson({ first_name: 'A', FirstName: 'B' }, object({ firstName: text }));
    expect(result).toEqual({
      ok: false,
      issues: [{ path: '$.firstName', message: 'is required' }],
    });
  });

  test('gets defaults and allowed nulls for what is absent, and nothing else', () => {
    const schema = object({
      a: text,
      b: { ...text, default: 'x' },
      c: { type: ['string', 'null'] },
    });
    expect(coerceJson({ a: 'y' }, schema)).toMatchObject({
      value: { a: 'y', b: 'x', c: null },
      repairs: [
        { kind: 'default', path: '$.b' },
        { kind: 'absent-as-null', path: '$.c' },
      ],
    });
    expect(coerceJson({}, schema)).toEqual({
      ok: false,
      issues: [{ path: '$.a', message: 'is required' }],
    });
  });

  test('loses a null that an optional property may not have', () => {
    expect(coerced({ a: null, b: 1 }, object({ a: text, b: count }, ['b']))).toEqual({ b: 1 });
  });

  test('loses properties only where the schema forbids others, and says which', () => {
    const closed = { ...object({ a: count }), additionalProperties: false };
    expect(coerceJson({ a: '1', z: 2 }, closed)).toMatchObject({
      value: { a: 1 },
      repairs: expect.arrayContaining([{ kind: 'drop-property', path: '$.z' }]),
    });
    expect(coerced({ a: '1', z: 2 }, object({ a: count }))).toEqual({ a: 1, z: 2 });
  });

  test('names every place that does not fit', () => {
    const schema = object({ list: { type: 'array', items: object({ n: count }) }, name: text });
    const result = coerceJson({ list: [{ n: 1 }, { n: 'x' }] }, schema);
    expect(result.ok ? [] : result.issues.map(({ path }) => path)).toEqual([
      '$.list[1].n',
      '$.name',
    ]);
  });

  test('keeps a key named __proto__ as data', () => {
    const value: Json = JSON.parse('{"__proto__": "1", "a": "2"}');
    const result = coerced(value, { type: 'object', additionalProperties: count });
    expect(JSON.stringify(result)).toBe('{"__proto__":1,"a":2}');
  });
});

describe('alternatives', () => {
  test('the one that has to change least is taken', () => {
    const schema = {
      anyOf: [object({ a: count }), object({ a: count, b: count }), object({ c: text })],
    };
    expect(coerced({ a: '1', b: 2 }, schema)).toEqual({ a: 1, b: 2 });
    expect(coerced({ c: 5 }, schema)).toEqual({ c: '5' });
  });

  test('a discriminator decides, in any case', () => {
    const schema = {
      oneOf: [
        object({ kind: { const: 'circle' }, size: count }),
        object({ kind: { const: 'square' }, size: count }),
      ],
    };
    expect(coerced({ kind: 'Square', size: '2' }, schema)).toEqual({ kind: 'square', size: 2 });
  });

  test('a value that fits one of them is not changed to fit an earlier one', () => {
    expect(coerced('5', { anyOf: [count, text] })).toBe('5');
  });

  test('recursive schemas are followed as deep as the value goes', () => {
    const schema = {
      $ref: '#/$defs/N',
      $defs: {
        N: object({ v: count, next: { anyOf: [{ $ref: '#/$defs/N' }, { type: 'null' }] } }),
      },
    };
    expect(coerced({ v: '1', next: { v: '2' } }, schema)).toEqual({
      v: 1,
      next: { v: 2, next: null },
    });
  });

  test('a schema that only refers to itself ends', () => {
    expect(
      coerceJson('x', {
        $ref: '#/$defs/a',
        $defs: { a: { allOf: [{ $ref: '#/$defs/a' }], type: 'number' } },
      }).ok,
    ).toBe(false);
  });
});

describe('any value and schema', () => {
  const leaf = fc.constantFrom<JsonSchema>(
    text,
    count,
    amount,
    flag,
    mood,
    { type: 'null' },
    { const: 'x' },
    { type: 'integer', minimum: 0 },
  );
  const { schema: anySchema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small' },
      leaf,
      tie('schema').map((items) => ({ type: 'array', items })),
      fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
      fc
        .tuple(fc.dictionary(fc.constantFrom('a', 'b', 'fooBar'), tie('schema')), fc.boolean())
        .map(([properties, additionalProperties]) => ({
          ...object(properties),
          additionalProperties,
        })),
    ),
  }));
  const anyValue = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(
      fc.constantFrom('a', 'A', 'b', 'foo_bar', 'z'),
      fc.constantFrom<Json>('1', 1, 'x', true, 'yes', null, ['good'], { a: '2' }),
    ),
  ) as fc.Arbitrary<Json>;

  test('what comes out always validates, and comes out unchanged a second time', () => {
    let successes = 0;
    fc.assert(
      fc.property(anyValue, anySchema, (value, schema) => {
        const result = coerceJson(value, schema);
        if (!result.ok) {
          expect(result.issues).not.toEqual([]);
          return;
        }
        successes += 1;
        expect(validateJson(result.value, schema)).toEqual([]);
        expect(coerceJson(result.value, schema)).toMatchObject({
          value: result.value,
          repairs: [],
          cost: 0,
        });
      }),
      { numRuns: 2000 },
    );
    expect(successes).toBeGreaterThan(200);
  });

  test('a value that fits comes out as it is, and any other comes out with a repair', () => {
    fc.assert(
      fc.property(anyValue, anySchema, (value, schema) => {
        const fits = validateJson(value, schema).length === 0;
        const result = coerceJson(value, schema);
        if (fits) expect(result).toEqual({ ok: true, value, repairs: [], cost: 0 });
        else if (result.ok) expect(result.repairs).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what is acted upon', () => {
  const exactly = (value: Json, schema: JsonSchema) => coerceJson(value, schema, { exact: true });

  test.each<[Json, JsonSchema, Json]>([
    ['-1,000.5', { type: 'number' }, -1000.5],
    ['+3', { type: 'integer' }, 3],
    ['1e3', { type: 'integer' }, 1000],
    ['IN PROGRESS', { enum: ['in-progress', 'done'] }, 'in-progress'],
    ['2', { enum: [1, 2, 3] }, 2],
    [[7], { type: 'integer' }, 7],
    ['true', { type: 'boolean' }, true],
    [
      { a: '1', p: 1, q: 2, r: 3, s: 4, t: 5, u: 6 },
      { anyOf: [text, { ...object({ a: count }), additionalProperties: false }] },
      { a: 1 },
    ],
  ])('takes another way of writing: %j', (value, schema, expected) => {
    expect(exactly(value, schema)).toMatchObject({ ok: true, value: expected });
  });

  test.each<[Json, JsonSchema]>([
    ['5 kg', { type: 'number' }],
    ['50%', { type: 'number' }],
    ['$12', { type: 'number' }],
    ['9007199254740993', { type: 'integer' }],
    ['9007199254740993', { enum: [9007199254740992] }],
    ['', { type: 'number' }],
    [2 ** 60, { type: 'string' }],
    ['not high, rather medium', { enum: ['high', 'low'] }],
    ['zz no such value', { enum: ['yes', 'no'] }],
    ['about 2 of them', { enum: [1, 2, 3] }],
    [[7, 'x'], { type: 'integer' }],
    [{ a: null }, { anyOf: [text, object({ a: count })] }],
  ])('refuses what says more than the result: %j', (value, schema) => {
    expect(exactly(value, schema).ok).toBe(false);
  });
});

test('a property that several parts of a schema name is made to fit all of them', () => {
  const schema: JsonSchema = {
    allOf: [
      { properties: { kind: { enum: ['send', 'wait'] } } },
      { $ref: '#/$defs/Base', properties: { count: { minimum: 1 } } },
      { properties: { count: true } },
    ],
    $defs: { Base: { ...object({ kind: text, count }), required: ['kind', 'count'] } },
  };
  expect(coerced({ kind: 'SEND', count: '3' }, schema)).toEqual({ kind: 'send', count: 3 });
  expect(coerced({ kind: 'SEND', count: '0' }, schema)).toBeUndefined();
});
