import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareScored, rankFusion, scoreFusion, topK } from '../src/index.ts';

const scored = fc.record({
  id: fc.stringMatching(/^[a-f]{1,2}$/),
  score: fc.integer({ min: 0, max: 9 }),
});

test('the k best of many are those a full sort gives', () => {
  fc.assert(
    fc.property(fc.array(scored), fc.nat(12), (items, k) => {
      expect(topK(items, k)).toEqual([...items].sort(compareScored).slice(0, k));
    }),
  );
});

test('rank fusion adds 1 / (60 + rank) per list, whatever the scores', () => {
  const fused = rankFusion([[{ id: 'a' }, { id: 'b' }], [{ id: 'b' }]]);
  expect(fused).toEqual([
    { id: 'b', score: 1 / 62 + 1 / 61 },
    { id: 'a', score: 1 / 61 },
  ]);
});

test('rank fusion weighs lists', () => {
  const lists = [[{ id: 'a' }], [{ id: 'b' }]];
  expect(rankFusion(lists, { weights: [1, 2] })[0]?.id).toBe('b');
  expect(rankFusion(lists, { weights: [2, 1], k: 1 })).toEqual([{ id: 'a', score: 2 / 61 }]);
});

test('score fusion puts each list on its own scale before it adds', () => {
  const lists = [
    [
      { id: 'a', score: 100 },
      { id: 'b', score: 50 },
    ],
    [{ id: 'b', score: 0.4 }],
  ];
  expect(scoreFusion(lists)).toEqual([
    { id: 'b', score: 0.75 },
    { id: 'a', score: 0.5 },
  ]);
  expect(scoreFusion(lists, { scales: [200, 0.8] })[0]).toEqual({ id: 'b', score: 0.375 });
});

test('a list that had nothing to say does not pull scores down', () => {
  expect(scoreFusion([[{ id: 'a', score: 3 }], []])).toEqual([{ id: 'a', score: 1 }]);
  expect(scoreFusion([[{ id: 'a', score: 3 }], []], { scales: [6, 0] })).toEqual([
    { id: 'a', score: 0.5 },
  ]);
  expect(scoreFusion([])).toEqual([]);
});
