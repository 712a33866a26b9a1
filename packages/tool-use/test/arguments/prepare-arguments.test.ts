import type { EffectKind, Json, JsonSchema, Tool } from '@ashlar/core';
import { validateJson } from '@ashlar/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { prepareArguments, tool, toolSchema } from '../../src/index.ts';

const parameters: JsonSchema = {
  type: 'object',
  properties: {
    city: { type: 'string' },
    days: { type: 'integer', minimum: 1 },
    unit: { enum: ['Celsius', 'Fahrenheit'] },
    hourly: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
    place: {
      type: 'object',
      properties: { lat: { type: 'number' }, lon: { type: 'number' } },
      required: ['lat', 'lon'],
    },
    'first-name': { type: 'string' },
  },
  required: ['city'],
};

function made(schema: JsonSchema = parameters, effect: EffectKind = 'read'): Tool {
  const run = () => 1;
  return tool({ name: 'weather', description: 'x', input: toolSchema(schema), effect, run });
}

const prepared = (raw: Json, schema?: JsonSchema) => prepareArguments(made(schema), raw);

describe('arguments that fit', () => {
  it('are taken as they are', async () => {
    const value = { city: 'Bern', days: 2, place: { lat: 1, lon: 2.5 }, tags: [] };
    expect(await prepared(value)).toEqual({ status: 'ready', value, repairs: [] });
  });

  it('are taken before the schema changes them: it does so when the tool is called', async () => {
    const trimmed = tool({
      name: 'x',
      description: 'x',
      input: z.object({ text: z.string().trim().min(1), unit: z.enum(['C', 'F']).default('C') }),
      effect: 'read',
      run: ({ text }) => text,
    });
    expect(await prepareArguments(trimmed, { text: ' a ' })).toEqual({
      status: 'ready',
      value: { text: ' a ' },
      repairs: [],
    });
    expect(await prepareArguments(trimmed, { text: '  ' })).toMatchObject({
      status: 'invalid',
      issues: [expect.stringMatching(/^\$\.text: /)],
    });
  });
});

describe('arguments that are only written otherwise are repaired, and each repair is reported', () => {
  const base = { city: 'Bern' };
  it.each<[string, Json, Json, string[]]>([
    ['a number as text', { ...base, days: '3' }, { ...base, days: 3 }, ['to-number $.days']],
    ['a text as a number', { city: 3000 }, { city: '3000' }, ['to-string $.city']],
    [
      'a boolean as text',
      { ...base, hourly: 'True' },
      { ...base, hourly: true },
      ['to-boolean $.hourly'],
    ],
    [
      'the case of a choice',
      { ...base, unit: 'CELSIUS' },
      { ...base, unit: 'Celsius' },
      ['to-enum $.unit'],
    ],
    ['one value for a list', { ...base, tags: 'a' }, { ...base, tags: ['a'] }, ['to-array $.tags']],
    ['a list for one value', { city: ['Bern'] }, base, ['from-array $.city']],
    ['JSON in a string', { ...base, tags: '["a"]' }, { ...base, tags: ['a'] }, ['parse $.tags']],
    ['null for what may be absent', { ...base, days: null }, base, ['drop-null $.days']],
    [
      'a key in another spelling',
      { ...base, firstName: 'A' },
      { ...base, 'first-name': 'A' },
      ['rename $["first-name"]'],
    ],
    ['an object too much', { input: base }, base, ['unwrap $']],
    [
      'a whole call',
      { name: 'weather', arguments: { ...base, days: '3' } },
      { ...base, days: 3 },
      ['unwrap $', 'to-number $.days'],
    ],
    [
      'properties beside the object that they belong into',
      { ...base, lat: '1', lon: 2 },
      { ...base, place: { lat: 1, lon: 2 } },
      ['wrap $.place', 'to-number $.place.lat'],
    ],
    [
      'a whole call as text',
      '{"name":"weather","arguments":{"city":"Bern"}}',
      base,
      ['parse $', 'unwrap $'],
    ],
    ['JSON text', '{"city":"Bern"}', base, ['parse $']],
    [
      'broken JSON text',
      "{city: 'Bern',}",
      base,
      ['parse $', 'bare-string $', 'quote $.city', 'comma $'],
    ],
    [
      'an undeclared key, at any depth',
      { ...base, zz: 1, place: { lat: 1, lon: 2, alt: 3 } },
      { ...base, place: { lat: 1, lon: 2 } },
      ['drop-property $.zz', 'drop-property $.place.alt'],
    ],
  ])('%s', async (_what, raw, value, repairs) => {
    const result = await prepared(raw);
    expect(result).toMatchObject({ status: 'ready', value });
    if (result.status !== 'ready') return;
    expect(result.value).toEqual(value);
    expect(result.repairs.map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual(
      [...repairs].sort(),
    );
  });
});

describe('arguments that do not fit are invalid, and the field is named', () => {
  const base = { city: 'Bern' };
  it.each<[string, Json, string]>([
    ['null for a required field', { city: null }, '$.city'],
    ['a missing field', { days: 1 }, '$.city'],
    ['a fraction for an integer', { ...base, days: 1.5 }, '$.days'],
    ['a fraction for an integer, as text', { ...base, days: '1.5' }, '$.days'],
    ['text that says more than a number', { ...base, days: '5 days' }, '$.days'],
    ['text that mentions a choice', { ...base, unit: 'not Celsius' }, '$.unit'],
    ['an unknown choice', { ...base, unit: 'Kelvin' }, '$.unit'],
    ['several values for one', { city: ['Bern', 'Rome'] }, '$.city'],
    ['below the minimum', { ...base, days: 0 }, '$.days'],
    ['a wrong place', { ...base, place: { lat: 1 } }, '$.place.lon'],
    ['a call of another tool', { name: 'pay', arguments: base }, '$.city'],
  ])('%s', async (_what, raw, path) => {
    const result = await prepared(raw);
    expect(result.status).toBe('invalid');
    if (result.status !== 'invalid') return;
    expect(result.issues.some((issue) => issue.startsWith(`${path}:`))).toBe(true);
    expect(result.cut).toBeUndefined();
  });

  it('a default of the schema stands in for nothing that is required', async () => {
    const schema = {
      properties: { a: { type: 'string', default: 'x' }, b: { type: 'integer' } },
      required: ['a'],
    };
    expect(await prepared({ b: '1' }, schema)).toEqual({
      status: 'invalid',
      issues: ['$.a: is required'],
    });
  });

  it('text that is no JSON, and values that are no object', async () => {
    for (const raw of ['The weather in Bern', 'null', '[]', '"Bern"', 7, true, []] as Json[]) {
      expect(await prepared(raw)).toMatchObject({ status: 'invalid' });
    }
  });
});

it('arguments that were cut off are never used, whether what is left fits or not', async () => {
  for (const text of ['{"city":"Ber', '{"city":"Bern","tags":["a"', '{"city":"Bern"', '{"ci']) {
    expect(await prepared(text)).toMatchObject({ status: 'invalid', cut: true });
  }
});

it('digits that a number cannot hold are taken from the text, or asked for again', async () => {
  const text = '{"city": 12345678901234567890}';
  expect(await prepared(text)).toMatchObject({
    status: 'ready',
    value: { city: '12345678901234567890' },
  });
  expect(await prepared(JSON.parse(text))).toMatchObject({ status: 'invalid' });
});

it('an empty text is a call without arguments', async () => {
  expect(await prepared('', { properties: {} })).toMatchObject({ status: 'ready', value: {} });
  expect(await prepared(' ')).toMatchObject({ status: 'invalid', issues: ['$.city: is required'] });
});

describe('keys that the schema does not declare', () => {
  const open = { type: 'object', properties: { a: { type: 'string' } } };
  it.each<[string, JsonSchema, Json, Json]>([
    [
      'stay where it allows others',
      { ...open, additionalProperties: true },
      { a: 'x', b: 1 },
      { a: 'x', b: 1 },
    ],
    ['stay where it names none', { type: 'object' }, { b: 1 }, { b: 1 }],
    [
      'go where it forbids others',
      { ...open, additionalProperties: false },
      { a: 'x', b: 1 },
      { a: 'x' },
    ],
    [
      'stay where a part of it declares them',
      {
        allOf: [open, { $ref: '#/$defs/B' }],
        $defs: { B: { properties: { b: { type: 'integer' } } } },
      },
      { a: 'x', b: 1, c: 2 },
      { a: 'x', b: 1 },
    ],
    [
      'stay where an alternative declares them',
      {
        properties: { kind: { type: 'string' } },
        oneOf: [
          { properties: { b: { type: 'integer' } }, required: ['b'] },
          { required: ['c'], properties: { c: {} } },
        ],
      },
      { kind: 'x', b: 1, d: 2 },
      { kind: 'x', b: 1 },
    ],
    [
      'stay where an alternative takes any object',
      {
        properties: {
          to: { anyOf: [{ type: 'object', properties: { a: {} } }, { type: 'object' }] },
        },
      },
      { to: { a: 1, b: 1 } },
      { to: { a: 1, b: 1 } },
    ],
    [
      'go beside null',
      {
        properties: {
          to: { anyOf: [{ type: 'object', properties: { a: {} } }, { type: 'null' }] },
        },
      },
      { to: { a: 1, b: 1 } },
      { to: { a: 1 } },
    ],
    [
      'go where two missing properties could be meant',
      {
        properties: {
          from: { type: 'object', properties: { city: {} } },
          to: { type: 'object', properties: { city: {} } },
        },
      },
      { city: 'Bern' },
      {},
    ],
    [
      'go inside of what refers to itself',
      {
        properties: { node: { $ref: '#/$defs/Node' } },
        $defs: { Node: { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } } },
      },
      { node: { next: { next: {}, x: 1 }, x: 1 } },
      { node: { next: { next: {} } } },
    ],
  ])('%s', async (_what, schema, raw, value) => {
    expect(await prepared(raw, schema)).toMatchObject({ status: 'ready' });
    expect(await prepared(raw, schema)).toHaveProperty('value', value);
  });
});

describe('a tool that acts once', () => {
  const pay = made({ properties: { usd: { type: 'number' } }, required: ['usd'] }, 'once');

  it('is never called with repaired arguments that nobody has seen', async () => {
    expect(await prepareArguments(pay, { usd: 5 })).toEqual({
      status: 'ready',
      value: { usd: 5 },
      repairs: [],
    });
    for (const raw of [{ usd: '5' }, { usd: 5, dry_run: true }, '{"usd":5}'] as Json[]) {
      expect(await prepareArguments(pay, raw)).toMatchObject({
        status: 'unconfirmed',
        value: { usd: 5 },
        repairs: [{}],
        issues: [expect.stringMatching(/^\$/)],
      });
    }
  });
});

it('whatever comes, what is ready fits the schema, and nothing throws', async () => {
  const one = made();
  const plausible = fc.constantFrom<Json[]>('3', 'true', 'celsius', '["a"]', 3, 1, null);
  const anything = fc.oneof(
    { weight: 5, arbitrary: plausible },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  const near = fc.record(
    {
      city: fc.oneof(fc.string(), anything),
      days: anything,
      unit: anything,
      tags: anything,
      x: anything,
    },
    { requiredKeys: ['city'] },
  );
  const given = fc.oneof(
    near,
    near.map((one) => JSON.stringify(one)),
    fc.jsonValue(),
    fc.string(),
  );
  let ready = 0;
  await fc.assert(
    fc.asyncProperty(given, async (raw) => {
      const result = await prepareArguments(one, raw as Json);
      if (result.status === 'invalid') expect(result.issues).not.toEqual([]);
      else {
        ready += 1;
        expect(validateJson(result.value, { ...parameters, additionalProperties: false })).toEqual(
          [],
        );
      }
    }),
    { numRuns: 1000 },
  );
  expect(ready).toBeGreaterThan(30);
});
