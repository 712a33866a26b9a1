import { type JsonSchema, toJsonSchema } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { toolSchema } from '../../src/index.ts';

const normal = (parameters: JsonSchema) => toJsonSchema(toolSchema(parameters));

describe('a schema in a dialect becomes JSON Schema', () => {
  it.each<[string, JsonSchema, JsonSchema]>([
    [
      'types of Python and Java',
      {
        type: 'dict',
        properties: {
          a: { type: 'float' },
          b: { type: 'tuple', items: { type: 'int' } },
          c: { type: 'any', description: 'Anything.' },
          d: { type: 'HashMap' },
          e: { type: ['str', 'None'] },
          type: { type: 'String' },
        },
        required: ['a'],
        optional: ['b'],
      },
      {
        type: 'object',
        properties: {
          a: { type: 'number' },
          b: { type: 'array', items: { type: 'integer' } },
          c: { description: 'Anything.' },
          d: { type: 'object' },
          e: { type: ['string', 'null'] },
          type: { type: 'string' },
        },
        required: ['a'],
      },
    ],
    ['nothing at all', {}, { type: 'object' }],
    [
      'OpenAPI 3.0',
      {
        type: 'object',
        properties: {
          a: { type: 'string', enum: ['x'], nullable: true, example: 'x' },
          b: { $ref: '#/$defs/B', nullable: true, description: 'B or not.' },
          c: {
            type: 'number',
            minimum: 0,
            exclusiveMinimum: true,
            maximum: 9,
            exclusiveMaximum: false,
          },
          d: { nullable: true },
        },
        $defs: { B: { type: 'object', 'x-internal': true, xml: { name: 'b' } } },
      },
      {
        type: 'object',
        properties: {
          a: { type: ['string', 'null'], enum: ['x', null] },
          b: { description: 'B or not.', anyOf: [{ $ref: '#/$defs/B' }, { type: 'null' }] },
          c: { type: 'number', exclusiveMinimum: 0, maximum: 9 },
          d: {},
        },
        $defs: { B: { type: 'object' } },
      },
    ],
    [
      'drafts 3 to 7',
      {
        $schema: 'http://json-schema.org/draft-04/schema#',
        type: 'object',
        properties: {
          a: { type: 'string', required: true },
          b: { type: 'array', items: [{ type: 'string' }, {}], additionalItems: false },
        },
        required: ['b'],
      },
      {
        type: 'object',
        properties: {
          a: { type: 'string' },
          b: { type: 'array', prefixItems: [{ type: 'string' }, {}], items: false },
        },
        required: ['b', 'a'],
      },
    ],
  ])('%s', (_what, given, expected) => {
    expect(normal(given)).toEqual(expected);
    expect(normal(expected)).toEqual(expected);
  });

  it.each<[string, JsonSchema, string]>([
    [
      'a type that nobody knows',
      { properties: { a: { items: { type: 'file' } } } },
      '#/properties/a/items/type',
    ],
    ['what would not be enforced', { properties: { a: { contains: {} } } }, '#/properties/a'],
    ['a reference to nowhere', { properties: { a: { $ref: '#/$defs/A' } } }, '#/properties/a'],
    ['what is no schema', { properties: { a: 'string' } }, '#/properties/a'],
    ['a list that is none', { anyOf: {} }, '#/anyOf'],
  ])('or is refused for %s, naming the place', (_what, schema, what) => {
    expect(() => toolSchema(schema)).toThrow(
      expect.objectContaining({
        code: 'schema.unsupported',
        facts: expect.objectContaining({ what }),
      }),
    );
  });
});
