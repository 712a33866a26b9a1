import { describe, expect, test } from 'vitest';
import type { Json, JsonSchema } from '../../src/json/json.ts';
import { unsupportedKeywords } from '../../src/json/unsupported-keywords.ts';
import { validateJson } from '../../src/json/validate.ts';

const tree: JsonSchema = {
  $ref: '#/$defs/Node',
  $defs: {
    Node: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        children: { type: 'array', items: { $ref: '#/$defs/Node' } },
      },
      required: ['name'],
    },
  },
};

describe('validateJson', () => {
  test.each<[string, JsonSchema, Json, Json]>([
    ['type', { type: 'string' }, 'a', 1],
    ['integer', { type: 'integer' }, 2, 2.5],
    ['several types', { type: ['string', 'null'] }, null, false],
    ['nullable', { type: 'string', nullable: true }, null, 1],
    ['enum', { enum: ['a', { b: 1 }] }, { b: 1 }, 'c'],
    ['const', { const: 0 }, 0, '0'],
    ['minimum and maximum', { minimum: 1, maximum: 3 }, 3, 4],
    ['exclusive bounds', { exclusiveMinimum: 1 }, 1.1, 1],
    ['multipleOf', { multipleOf: 0.1 }, 0.3, 0.35],
    ['length in code points', { maxLength: 1 }, '😀', 'ab'],
    ['pattern', { pattern: '^\\p{L}+$' }, 'é', '1'],
    ['items', { items: { type: 'number' } }, [1, 2], [1, 'b']],
    ['prefixItems', { prefixItems: [{ type: 'string' }], items: false }, ['a'], ['a', 1]],
    [
      'draft 7 tuples',
      { items: [{ type: 'string' }], additionalItems: { type: 'number' } },
      ['a', 1],
      ['a', 'b'],
    ],
    ['minItems and maxItems', { minItems: 1, maxItems: 2 }, [1], []],
    [
      'uniqueItems',
      { uniqueItems: true },
      [{ a: 1, b: 2 }, { a: 1 }],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
    ['required', { required: ['a'] }, { a: null }, {}],
    [
      'additionalProperties',
      { properties: { a: {} }, additionalProperties: false },
      { a: 1 },
      { b: 1 },
    ],
    [
      'patternProperties',
      { patternProperties: { '^x-': { type: 'number' } } },
      { 'x-a': 1, b: 'c' },
      { 'x-a': 'b' },
    ],
    ['propertyNames', { propertyNames: { maxLength: 2 } }, { ab: 1 }, { abc: 1 }],
    ['minProperties and maxProperties', { maxProperties: 1 }, { a: 1 }, { a: 1, b: 2 }],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }, { b: 1 }, { a: 1 }],
    ['allOf', { allOf: [{ minimum: 1 }, { maximum: 2 }] }, 1.5, 3],
    ['anyOf', { anyOf: [{ type: 'string' }, { minimum: 5 }] }, 7, 3],
    ['oneOf', { oneOf: [{ minimum: 5 }, { maximum: 7 }] }, 3, 6],
    ['not', { not: { type: 'string' } }, 1, 'a'],
    [
      'references into themselves',
      tree,
      { name: 'a', children: [{ name: 'b' }] },
      { name: 'a', children: [{}] },
    ],
    [
      'a reference with escapes',
      { $ref: '#/$defs/a~1b%20c', $defs: { 'a/b c': { type: 'null' } } },
      null,
      1,
    ],
  ])('enforces %s', (_name, schema, good, bad) => {
    expect(validateJson(good, schema)).toEqual([]);
    expect(validateJson(bad, schema)).toHaveLength(1);
  });

  test('enforces if, then and else', () => {
    const schema: JsonSchema = JSON.parse(
      '{"if":{"minimum":10},"then":{"multipleOf":10},"else":{"maximum":5}}',
    );
    expect([20, 5].flatMap((value) => validateJson(value, schema))).toEqual([]);
    expect([25, 7].map((value) => validateJson(value, schema).length)).toEqual([1, 1]);
  });

  test('names the path and says what was asked for and what is there', () => {
    const schema = {
      type: 'object',
      properties: { list: { items: { properties: { n: { type: 'number' } } } } },
    };
    expect(validateJson({ list: [{ n: 1 }, { n: 'x' }] }, schema)).toEqual([
      { path: '$.list[1].n', message: 'must be number, is string "x"' },
    ]);
  });

  test('looks through an alternative with null to say what is wrong', () => {
    const schema = { anyOf: [{ type: 'object', required: ['a'] }, { type: 'null' }] };
    expect(validateJson({}, schema)).toEqual([{ path: '$.a', message: 'is required' }]);
  });

  test('takes format as an annotation', () => {
    expect(validateJson('tomorrow', { type: 'string', format: 'date' })).toEqual([]);
  });

  test('ends on a schema that refers only to itself', () => {
    expect(
      validateJson(1, { $ref: '#/$defs/a', $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }] } } }),
    ).toEqual([]);
  });

  test('does not take exponential time for alternatives in alternatives', () => {
    const one = { $ref: '#' };
    const schema = {
      anyOf: [
        { type: 'number' },
        { items: one, minItems: 1 },
        { items: one, minItems: 1, maxItems: 9 },
      ],
      type: ['number', 'array'],
    };
    let value: Json = 'x';
    for (let depth = 0; depth < 60; depth += 1) value = [value];
    expect(validateJson(value, schema)).not.toEqual([]);
  });

  test('refuses bottomless nesting instead of exhausting the stack', () => {
    let value: Json = 'x';
    for (let depth = 0; depth < 50_000; depth += 1) value = [value];
    expect(
      validateJson(value, { $ref: '#/$defs/a', $defs: { a: { items: { $ref: '#/$defs/a' } } } })[0]
        ?.message,
    ).toBe('is nested too deeply');
  });
});

describe('unsupportedKeywords', () => {
  test('finds assertions that would not be enforced, wherever they are', () => {
    const schema = {
      properties: { 'a/b': { contains: { type: 'number' } } },
      items: [{ unevaluatedProperties: false }],
      $defs: { x: { anyOf: [{ $ref: 'https://example.org/other' }, { pattern: '(' }] } },
    };
    expect(unsupportedKeywords(schema)).toEqual([
      { pointer: '#/items/0', keyword: 'unevaluatedProperties' },
      { pointer: '#/properties/a~1b', keyword: 'contains' },
      { pointer: '#/$defs/x/anyOf/0', keyword: '$ref' },
      { pointer: '#/$defs/x/anyOf/1', keyword: 'pattern' },
    ]);
  });

  test('does not take a property with the name of a keyword for the keyword', () => {
    expect(unsupportedKeywords({ properties: { contains: { type: 'string' } } })).toEqual([]);
  });

  test('leaves annotations and the keywords that are enforced alone', () => {
    expect(unsupportedKeywords({ ...tree, title: 'Tree', format: 'x', 'x-order': 1 })).toEqual([]);
  });
});
