import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../../src/json/json.ts';
import { repairJson } from '../../src/json/repair.ts';

const person: JsonSchema = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
};

describe('repairJson', () => {
  test('returns exact JSON untouched and without repairs, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(repairJson(text)).toEqual({
          ok: true,
          value: JSON.parse(text),
          repairs: [],
          truncated: false,
        });
      }),
    );
  });

  test('returns exact JSON that fits its schema untouched, also where the schema has defaults', () => {
    const schema = { type: 'object', properties: { a: { default: 1 } } };
    expect(repairJson('{}', schema)).toEqual({
      ok: true,
      value: {},
      repairs: [],
      truncated: false,
    });
  });

  test('lists the repairs of the text and those for the schema', () => {
    expect(repairJson('Here: {name: "Ada", "Age": "36", "x": 1,}', person)).toEqual({
      ok: true,
      value: { name: 'Ada', age: 36 },
      repairs: [
        { kind: 'text-around', path: '$' },
        { kind: 'bare-string', path: '$' },
        { kind: 'comma', path: '$' },
        { kind: 'rename', path: '$.age' },
        { kind: 'to-number', path: '$.age' },
        { kind: 'drop-property', path: '$.x' },
      ],
      truncated: false,
    });
  });

  test('takes the document that fits, not the first one', () => {
    const text = 'Given {"query": "x"} I answer {"name": "Ada", "age": 36}.';
    expect(repairJson(text, person)).toMatchObject({ ok: true, value: { name: 'Ada', age: 36 } });
  });

  test('takes the first of several documents that fit equally well', () => {
    const text = '{"name": "Ada", "age": 36} or else {"name": "Bob", "age": 40}';
    expect(repairJson(text, person)).toMatchObject({ value: { name: 'Ada', age: 36 } });
  });

  test('takes all of them where a list is asked for', () => {
    const text = '{"name": "Ada", "age": 36}\n{"name": "Bob", "age": 40}';
    expect(repairJson(text, { type: 'array', items: person })).toMatchObject({
      value: [{ age: 36 }, { age: 40 }],
    });
  });

  test('finds a word, a number or a truth value in a sentence', () => {
    expect(repairJson('The answer is 42.', { type: 'integer' })).toMatchObject({ value: 42 });
    expect(repairJson('I think this is **spam**.', { enum: ['spam', 'ham'] })).toMatchObject({
      value: 'spam',
    });
    expect(repairJson('False. It never was.', { type: 'boolean' })).toMatchObject({ value: false });
  });

  test('gives the whole text where a string is asked for and no JSON string is there', () => {
    const text = 'Use {"a": 1} here';
    expect(repairJson(text, { type: 'string' })).toMatchObject({ value: text });
  });

  test('does not take an apology for a list of strings or for an object', () => {
    const apology = "I'm sorry, I can't help with that.";
    expect(repairJson(apology, { type: 'array', items: { type: 'string' } }).ok).toBe(false);
    expect(
      repairJson(apology, { type: 'object', properties: { text: { type: 'string' } } }).ok,
    ).toBe(false);
  });

  test('gives a number the text that the model wrote where a string is asked for', () => {
    const schema = {
      type: 'object',
      properties: { id: { type: 'string' }, version: { type: 'string' } },
    };
    expect(repairJson('{"id": 12345678901234567890, "version": 1.10}', schema)).toMatchObject({
      value: { id: '12345678901234567890', version: '1.10' },
    });
  });

  test('says when the value was cut off, also if what is there fits', () => {
    expect(repairJson('["a", "b', { type: 'array', items: { type: 'string' } })).toMatchObject({
      ok: true,
      value: ['a', 'b'],
      truncated: true,
    });
  });

  test('names what is missing in the likeliest reading, and keeps the readings', () => {
    const result = repairJson('{"name": "Ada"', person);
    expect(result).toMatchObject({
      ok: false,
      truncated: true,
      issues: [{ path: '$.age', message: 'is required' }],
    });
    expect(result.ok ? [] : result.candidates[0]?.value).toEqual({ name: 'Ada' });
  });

  test('refuses to lose a part of the text silently when no schema says what matters', () => {
    expect(repairJson('{"a": 1, : 2}')).toMatchObject({ ok: false, issues: [{ path: '$' }] });
  });

  test('refuses an empty text', () => {
    expect(repairJson(' \n')).toEqual({ ok: false, issues: [], truncated: false, candidates: [] });
  });

  test('never throws, with a schema and without', () => {
    const noise = fc.string({
      unit: fc.constantFrom(...'{}[](),:"\'\\`0a \n', 'name', 'age', 'true', '```'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.oneof(noise, fc.string({ unit: 'binary' })), (text) => {
        expect(repairJson(text).ok).toBeTypeOf('boolean');
        expect(repairJson(text, person).ok).toBeTypeOf('boolean');
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    '['.repeat(1_000_000),
    '{"a":'.repeat(200_000),
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  ])(
    'survives bottomless nesting',
    (text) => {
      expect(repairJson(text, person).ok).toBe(false);
    },
    20_000,
  );
});
