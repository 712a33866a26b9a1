import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashText } from '../../src/hash.ts';
import { canonicalJson } from '../../src/json/canonical.ts';
import { hashJson } from '../../src/json/hash-json.ts';

describe('hashJson', () => {
  it('tells values apart exactly where their canonical texts differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const same = canonicalJson(one) === canonicalJson(other);
        expect(hashJson(one) === hashJson(other)).toBe(same);
      }),
    );
  });

  it('does not see the order of keys, nor keys without a value', () => {
    expect(hashJson({ a: 1, b: [{ d: 2, c: 3 }] })).toBe(
      hashJson({ b: [{ c: 3, d: 2, e: undefined }], a: 1 }),
    );
  });

  it('tells apart what only differs in where it is cut', () => {
    const values = [['ab', 'c'], ['a', 'bc'], ['abc'], [['ab'], 'c'], { ab: 'c' }, 'ab,c', '1', 1];
    expect(new Set(values.map((value) => hashJson(value))).size).toBe(values.length);
  });

  it('refuses what is not JSON, and names the place', () => {
    expect(() => hashJson({ a: [new Date()] }, 'The input')).toThrow('The input');
  });
});

describe('hashText', () => {
  it('gives texts that differ in one unit, or in their length, different hashes', () => {
    const texts = Array.from({ length: 2000 }, (_, index) => {
      const units = Array.from({ length: 40 + (index % 7) }, () => 'x');
      units[index % 40] = String.fromCharCode(97 + Math.floor(index / 40));
      return units.join('');
    });
    const different = new Set([...texts, 'x', 'x\0', '', '\0', '\0\0']);
    expect(new Set([...different].map(hashText)).size).toBe(different.size);
  });

  it('spreads a change over all digits', () => {
    let changed = 0;
    for (let index = 0; index < 1000; index += 1) {
      const text = 'x'.repeat(index % 100);
      const [one, other] = [hashText(`${text}a${text}`), hashText(`${text}b${text}`)];
      for (let digit = 0; digit < 22; digit += 1) changed += Number(one[digit] !== other[digit]);
    }
    expect(changed / 22_000).toBeGreaterThan(0.95);
  });
});
