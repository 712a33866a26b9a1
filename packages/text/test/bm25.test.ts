import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  attainableBm25,
  bm25Index,
  bm25Score,
  countTerms,
  HYBRID_CHANNELS,
  hybridIndex,
  queryTerms,
} from '../src/index.ts';

const DOCUMENTS: Readonly<Record<string, string>> = {
  cat: 'The cat sat on the mat.',
  dog: 'The dog chased the cat around the garden until the dog was tired.',
  bird: 'Birds sing in the garden.',
  zh: '北京是中国的首都。',
};
const filled = <T extends { add(id: string, text: string): void }>(index: T): T => {
  for (const [id, text] of Object.entries(DOCUMENTS)) index.add(id, text);
  return index;
};

const word = fc.constantFrom('cat', 'dog', 'bird', 'garden', 'mat', '北京', 'ประเทศ');
const text = fc.array(word, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(' '));
const change = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  text: fc.option(text, { nil: undefined }),
});

describe.each([
  ['bm25Index', bm25Index, () => bm25Index()],
  ['hybridIndex', hybridIndex, () => hybridIndex()],
])('%s', (_, restore, create) => {
  test('ranks the documents that hold the terms, and leaves out the others', () => {
    const index = filled(create());
    expect(index.search('a tired dog').map(({ id }) => id)).toEqual(['dog']);
    expect(index.search('北京')[0]?.id).toBe('zh');
    expect(index.search('submarine')).toEqual([]);
  });

  test('after any changes scores like an index built anew', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), text, (changes, query) => {
        const changed = create();
        const kept = new Map<string, string>();
        for (const { id, text: content } of changes) {
          if (content === undefined) {
            expect(changed.remove(id)).toBe(kept.delete(id));
          } else {
            changed.add(id, content);
            kept.set(id, content);
          }
        }
        const fresh = create();
        for (const [id, content] of kept) fresh.add(id, content);
        expect(changed.search(query)).toEqual(fresh.search(query));
      }),
    );
  });

  test('comes back from JSON as it was, also after removals', () => {
    const index = filled(create());
    index.remove('dog');
    const snapshot = JSON.parse(JSON.stringify(index.snapshot()));
    const restored = restore({ snapshot });
    for (const query of ['cat', 'garden birds', '中国']) {
      expect(restored.search(query)).toEqual(index.search(query));
    }
    restored.add('dog', DOCUMENTS.dog ?? '');
    expect(restored.search('cat garden')).toEqual(filled(create()).search('cat garden'));
    expect(JSON.stringify(snapshot)).not.toContain('tire');
  });

  test('returns at most k documents, only those that pass the filter', () => {
    const index = filled(create());
    expect(index.search('cat garden', { k: 1 })).toHaveLength(1);
    const filter = (id: string): boolean => id !== 'dog';
    expect(
      index
        .search('cat garden', { filter })
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['bird', 'cat']);
    expect(index.search('cat', { k: 0 })).toEqual([]);
  });

  test('puts documents with equal scores in the order of their ids', () => {
    const index = create();
    for (const id of ['b', 'c', 'a']) index.add(id, 'same words');
    expect(index.search('words', { k: 2 }).map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

test('BM25 of a term is the published formula', () => {
  const index = bm25Index({ k1: 2, b: 0.5 });
  index.add('short', 'cat');
  index.add('long', 'cat cat dog');
  // N = 2, n = 2, average length 2: idf = ln(1 + .5 / 2.5); tf part = 2 * 3 / (2 + 2 * (.5 + .5 * 3 / 2))
  const expected = Math.log(1 + 0.5 / 2.5) * (6 / (2 + 2 * 1.25));
  expect(index.search('cat').find(({ id }) => id === 'long')?.score).toBeCloseTo(expected, 12);
});

test('a score computed from counts alone is that of the index', () => {
  const index = filled(bm25Index());
  const tokens = index.analyse(DOCUMENTS.dog ?? '');
  const query = queryTerms(index.analyse('dog in the garden, dog!'));
  const found = index.search('dog in the garden, dog!').find(({ id }) => id === 'dog');
  expect(bm25Score(query, countTerms(tokens), tokens.length, index)).toBeCloseTo(
    found?.score ?? 0,
    12,
  );
});

test('no document scores above what is attainable, and endless repetition comes close', () => {
  const index = filled(bm25Index({ b: 0 }));
  index.add('spam', 'cat '.repeat(5000));
  const bound = index.attainable('cat');
  expect(index.search('cat')[0]?.score).toBeLessThan(bound);
  expect(index.search('cat')[0]?.score).toBeGreaterThan(bound * 0.99);
  expect(attainableBm25(queryTerms(index.analyse('cat')), index)).toBe(bound);
});

test('hybrid scores are shares that do not depend on how many channels a query can use', () => {
  const index = hybridIndex();
  index.add('one', 'zebra');
  index.add('two', 'giraffe');
  const [hit] = index.search('zebra');
  expect(hit?.score).toBeGreaterThan(0.3);
  expect(hit?.score).toBeLessThanOrEqual(1);
});

test('n-grams find an inflected or misspelt word that words alone miss', () => {
  const index = filled(hybridIndex());
  index.add('law', 'Donaudampfschifffahrtsgesellschaft');
  expect(index.words.search('Dampfschifffahrt')).toEqual([]);
  expect(index.search('Dampfschifffahrt')[0]?.id).toBe('law');
});

test('an index without channels is refused', () => {
  expect(() => hybridIndex({ channels: [] })).toThrow(RangeError);
  expect(hybridIndex({ channels: HYBRID_CHANNELS.slice(0, 1) }).channels).toHaveLength(1);
});
