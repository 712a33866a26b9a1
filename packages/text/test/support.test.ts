import { expect, test } from 'vitest';
import { coverage, hybridIndex, shareScorer, support, termWeights } from '../src/index.ts';

const passage =
  'The office opens at nine. Employees earn four hours of annual leave each pay period. Parking is free.';

test('the best sentence for a claim is found with its exact place', () => {
  const { score, sentences, missing } = support('Employees earn annual leave', passage);
  const quotes = sentences.map(({ start, end }) => passage.slice(start, end));
  expect(quotes).toEqual(['Employees earn four hours of annual leave each pay period.']);
  expect(score).toBe(1);
  expect(missing).toEqual([]);
});

test('a second sentence is taken only when it adds something, and both come in text order', () => {
  const claim = 'annual leave each pay period, office opens';
  const quotes = support(claim, passage).sentences.map(({ start, end }) =>
    passage.slice(start, end),
  );
  expect(quotes).toEqual([
    'The office opens at nine.',
    'Employees earn four hours of annual leave each pay period.',
  ]);
  expect(support(claim, passage, { maxSentences: 1 }).missing).toEqual(['offic', 'open']);
});

test('rare terms count more when the corpus is known', () => {
  const index = hybridIndex();
  for (let i = 0; i < 20; i++) index.add(`d${i}`, 'leave policy');
  index.add('rare', 'sabbatical policy');
  const text = 'The leave policy.';
  const known = support('sabbatical leave policy', text, { corpus: index.words }).score;
  expect(known).toBeLessThan(support('sabbatical leave policy', text).score);
  const weights = termWeights(['sabbat', 'leav'], index.words);
  expect(coverage(weights, new Set(['sabbat']))).toBeGreaterThan(0.9);
});

test('nothing supports an empty claim, and a passage without the terms supports none', () => {
  expect(support('', passage)).toEqual({ score: 0, sentences: [], missing: [] });
  expect(support('quantum chromodynamics', passage)).toMatchObject({ score: 0, sentences: [] });
});

test('the share of a text is the score the hybrid index ranks it by', () => {
  const index = hybridIndex();
  const texts = { a: passage, b: 'Annual reports are due in May.', c: 'Nothing.' };
  for (const [id, text] of Object.entries(texts)) index.add(id, text);
  const share = shareScorer('annual leave per pay period', index.channels);
  for (const { id, score } of index.search('annual leave per pay period')) {
    expect(share(texts[id as keyof typeof texts]).bm25).toBeCloseTo(score, 12);
  }
  expect(share('')).toEqual({ bm25: 0, coverage: 0 });
});
