import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/json/canonical.ts';
import { NotJsonError } from '../../src/json/not-json-error.ts';
import { assertJson, toJson } from '../../src/json/to-json.ts';

function refusal(value: unknown): { path: string; found: string } {
  for (const walk of [toJson, canonicalJson, assertJson] as ((value: unknown) => unknown)[]) {
    expect(() => walk(value)).toThrow(NotJsonError);
  }
  try {
    toJson(value);
  } catch (error) {
    if (error instanceof NotJsonError) return { path: error.path, found: error.found };
  }
  throw new Error('was not refused');
}

class Point {
  x = 1;
}

describe('toJson', () => {
  test('gives what a round trip through JSON would give, for every JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(toJson(value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('shares nothing with the value', () => {
    const value = { list: [{ a: 1 }] };
    const copy = toJson(value);
    value.list[0] = { a: 2 };
    expect(copy).toEqual({ list: [{ a: 1 }] });
  });

  test('drops properties that are undefined, as JSON does', () => {
    expect(Object.keys(toJson({ a: undefined, b: 1 }) as object)).toEqual(['b']);
  });

  test('turns -0 into 0, as JSON does', () => {
    expect(Object.is(toJson(-0), 0)).toBe(true);
  });

  test('keeps a property named __proto__ as data', () => {
    const value: unknown = JSON.parse('{"__proto__":{"admin":true}}');
    const copy = toJson(value) as object;
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"admin":true}}');
  });

  test('accepts objects without a prototype and the same object twice', () => {
    const shared = Object.assign(Object.create(null), { a: 1 });
    expect(toJson([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  test.each([
    ['a Date', { items: [0, 1, 2, { when: new Date(0) }] }, '$.items[3].when', 'a Date'],
    ['a Map', { m: new Map() }, '$.m', 'a Map'],
    ['a class instance', [new Point()], '$[0]', 'a Point'],
    ['NaN', { 'first name': Number.NaN }, '$["first name"]', 'NaN'],
    ['Infinity', -Infinity, '$', '-Infinity'],
    ['undefined in an array', [1, undefined], '$[1]', 'undefined'],
    ['undefined itself', undefined, '$', 'undefined'],
    ['a function', { f: () => 1 }, '$.f', 'a function'],
    ['a symbol', { s: Symbol('s') }, '$.s', 'a symbol'],
    ['a bigint', { n: 1n }, '$.n', 'a bigint'],
    ['a boxed number', [Object(1)], '$[0]', 'a Number'],
    ['toJSON', { a: { toJSON: () => 1 } }, '$.a', 'an object with a toJSON method'],
  ])('refuses %s and names its path', (_name, value, path, found) => {
    expect(refusal(value)).toEqual({ path, found });
  });

  test('refuses a cycle where it closes', () => {
    const node: Record<string, unknown> = { name: 'a' };
    node.children = [{ parent: node }];
    expect(refusal(node).path).toBe('$.children[0].parent');
  });

  test('refuses bottomless nesting instead of exhausting the stack', () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) value = [value];
    expect(refusal(value).found).toBe('nested deeper than 1000 levels');
  });

  test('names in the message what was handed over', () => {
    expect(() => toJson({ a: 1n }, 'The result of tool "search"')).toThrow(
      'The result of tool "search" does not round-trip as JSON: $.a is a bigint.',
    );
  });
});

describe('canonicalJson', () => {
  test('does not depend on the order in which properties were written', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
  });

  test('is JSON of the same value, and the same text again for what it parses to', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test('orders keys by code units and writes numbers as RFC 8785 asks', () => {
    expect(canonicalJson({ '\u20ac': 1, '\r': 2, '1': 3, '\ud83d\ude00': 4, '\ufb33': 5 })).toBe(
      '{"\\r":2,"1":3,"\u20ac":1,"\ud83d\ude00":4,"\ufb33":5}',
    );
    expect(canonicalJson([333333333.3333333, 1e30, 4.5, 2e-3, 1e-27])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27]',
    );
  });

  test('escapes a lone surrogate instead of writing text that no encoder accepts', () => {
    expect(canonicalJson('\ud800')).toBe('"\\ud800"');
  });
});
