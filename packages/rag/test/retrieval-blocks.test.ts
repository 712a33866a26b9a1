import { type Hit, pattern, type Reranker, type Retriever } from '@ashlar/core';
import { describeRetrieverContract } from '@ashlar/core/testing/vitest';
import { describe, expect, test } from 'vitest';
import { expandQuery, imaginePassage } from '../src/questions/index.ts';
import {
  diversified,
  fresh,
  fuseHits,
  hyde,
  multiQuery,
  reranked,
  timeLimited,
} from '../src/retrieve/index.ts';
import { fixed, indexOf, STONES } from './pattern-support.ts';
import { ACME } from './support.ts';

const hit = (id: string, more: Partial<Hit> = {}): Hit => ({
  id,
  text: `Text of ${id}.`,
  score: 1,
  source: `${id}.md`,
  label: { origin: 'retrieval' },
  ...more,
});

const ids = (hits: readonly Hit[]) => hits.map(({ id }) => id);
const find = (retriever: Retriever, text: string, limit?: number) =>
  pattern({ name: 'find', version: '1' }, async (_: string, scope) =>
    ids(await scope.retrieve(retriever, { text, ...(limit !== undefined && { limit }) })),
  )
    .run('', { principal: ACME })
    .value();

describe('fuseHits', () => {
  test('puts first what several lists hold, whatever their scores are', () => {
    const [a, b, c] = [hit('a', { score: 9 }), hit('b', { score: 8 }), hit('c', { score: 0.1 })];
    expect(
      ids(
        fuseHits([
          [a, b],
          [c, b],
        ]),
      ),
    ).toEqual(['b', 'a', 'c']);
  });

  test('counts a list by its weight, and scores as a share of the attainable', () => {
    const fused = fuseHits([[hit('a')], [hit('b')]], { weights: [1, 3] });
    expect(ids(fused)).toEqual(['b', 'a']);
    expect(fused.map(({ score }) => score)).toEqual([0.75, 0.25]);
  });

  test('keeps passages of different places apart that have the same id, or the same name and another text', () => {
    const one = hit('1', { source: 'readme.md', text: 'About stone.' });
    const two = hit('1', { source: 'readme.md', text: 'About wood.' });
    expect(fuseHits([[one], [two]])).toHaveLength(2);
    expect(fuseHits([[one], [{ ...one, id: 'other' }]])).toHaveLength(1);
  });

  test('carries the best evidence that a list has for a passage', () => {
    const [weak, strong] = [0.1, 0.9].map((answerability) =>
      hit('a', { metadata: { answerability } }),
    );
    expect(fuseHits([[weak as Hit], [strong as Hit]])[0]?.metadata).toEqual({ answerability: 0.9 });
  });
});

/** Longest first. */
const byLength: Reranker = {
  id: 'length',
  rerank: async (_query, passages) =>
    passages
      .map((text, index) => ({ index, score: text.length }))
      .toSorted((a, b) => b.score - a.score),
};

test('reranked reads more than was asked for, and gives what the reranker puts first', async () => {
  const { retriever } = fixed('a', [{ text: 'x' }, { text: 'xxx' }, { text: 'xx' }]);
  expect(await find(reranked(retriever, byLength), 'x', 2)).toEqual(['a-1', 'a-2']);
});

test('diversified prefers what says something else', async () => {
  const said = 'Granite is a hard grey stone of the north.';
  const { retriever } = fixed('a', [
    { text: said, score: 1 },
    { text: `${said} Truly.`, score: 0.95 },
    { text: 'Oak floats on water.', score: 0.8 },
  ]);
  expect(await find(diversified(retriever), 'x', 2)).toEqual(['a-0', 'a-2']);
  expect(await find(diversified(retriever, { lambda: 1 }), 'x', 2)).toEqual(['a-0', 'a-1']);
});

test('multiQuery searches in other words too, at most as many as asked for', async () => {
  const { retriever, queries } = fixed('a', [{ text: 'x' }]);
  const expand = expandQuery.by(() => ({ queries: ['b', 'c', 'd', 'e'] }));
  await find(multiQuery(retriever, { expand, count: 2 }), 'a');
  expect(queries).toEqual(['a', 'b', 'c']);
});

test('hyde searches with an imagined passage and with the query itself', async () => {
  const { retriever, queries } = fixed('a', [{ text: 'x' }]);
  const imagine = imaginePassage.by(({ query }) => ({ passage: `It is said that ${query}.` }));
  await find(hyde(retriever, { imagine }), 'stone is hard');
  expect(queries).toEqual(['stone is hard', 'It is said that stone is hard.']);
});

test('what asks a question fails clearly outside of a run', async () => {
  const { retriever } = fixed('a', []);
  const imagine = imaginePassage.by(() => ({ passage: 'x' }));
  await expect(hyde(retriever, { imagine }).retrieve({ text: 'x' }, ACME)).rejects.toMatchObject({
    code: 'scope.misuse',
  });
});

describe('fresh', () => {
  const clock = { now: () => Date.parse('2026-06-01T00:00:00Z') };
  const { retriever } = fixed('a', [
    { score: 1, metadata: { date: '2024-06-01' } },
    { score: 0.9, metadata: { date: '2026-05-01' } },
    { score: 0.8, metadata: { card: { validUntil: '2026-05-31' } } },
    { score: 0.7, metadata: { card: { validUntil: '2026-06-01' } } },
  ]);

  test('leaves out what does not hold any more', async () => {
    expect(await find(fresh(retriever, { clock }), 'x')).toEqual(['a-0', 'a-1', 'a-3']);
  });

  test('prefers what is newer by its half-life', async () => {
    expect(await find(fresh(retriever, { clock, halfLifeDays: 365 }), 'x')).toEqual([
      'a-1',
      'a-3',
      'a-0',
    ]);
  });
});

const imagine = imaginePassage.by(({ query }) => ({ passage: query }));
const expand = expandQuery.by(({ query }) => ({ queries: [query] }));

describe.each<[string, (retriever: Retriever) => Retriever]>([
  ['reranked', (retriever) => reranked(retriever, byLength)],
  ['diversified', (retriever) => diversified(retriever, { lambda: 1 })],
  ['fresh', (retriever) => fresh(retriever)],
  ['timeLimited', (retriever) => timeLimited(retriever, 10_000)],
])('%s', (name, wrap) => {
  describeRetrieverContract(name, async () => ({
    retriever: wrap((await indexOf()).retriever()),
    query: 'stone quarry granite blasting',
    access: ACME,
    sources: STONES,
  }));
});

test.each<[string, (retriever: Retriever) => Retriever]>([
  ['multiQuery', (retriever) => multiQuery(retriever, { expand })],
  ['hyde', (retriever) => hyde(retriever, { imagine })],
])('%s of the same words finds the same', async (_, wrap) => {
  const retriever = (await indexOf()).retriever();
  expect(await find(wrap(retriever), 'granite')).toEqual(await find(retriever, 'granite'));
});
