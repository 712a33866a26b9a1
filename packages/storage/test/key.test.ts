import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeKey, type Key } from '../src/index.ts';
import { decodePath, encodePath } from '../src/key.ts';

const part = fc.string({
  minLength: 1,
  maxLength: 8,
  unit: fc.constantFrom('/', '~', '0', '1', 'a', 'é', '😀', '.'),
});
const path = fc.array(part, { minLength: 1, maxLength: 4 });
const key: fc.Arbitrary<Key> = fc
  .record({ tenant: part, subject: fc.option(part), path })
  .map(({ subject, ...rest }) => (subject === null ? rest : { ...rest, subject }));

it('gives different keys different texts and the same key the same', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(encodeKey(a) === encodeKey(b)).toBe(
        JSON.stringify(order(a)) === JSON.stringify(order(b)),
      );
    }),
    { numRuns: 2000 },
  );
});

it('starts with the text of a prefix exactly when the parts do', () => {
  fc.assert(
    fc.property(path, path, (a, b) => {
      const starts = a.length <= b.length && a.every((name, i) => name === b[i]);
      expect(encodePath(b).startsWith(encodePath(a))).toBe(starts);
      expect(decodePath(encodePath(a))).toEqual(a);
    }),
    { numRuns: 2000 },
  );
});

function order({ tenant, subject, path: names }: Key): unknown {
  return [tenant, subject ?? null, names];
}
