import { describeAgentContract } from '@ashlar/core/testing/vitest';
import { describe, expect, test } from 'vitest';
import { branchedRag } from '../src/index.ts';
import { asked, failing, fixed, saying } from './pattern-support.ts';
import { ACME } from './support.ts';

const stones = () => fixed('stones', [{ text: 'Granite is hard.', source: 'stones.md' }]);
const people = () => fixed('people', [{ text: 'Ada founded the quarry.', source: 'people.md' }]);
const principal = { principal: ACME };

const choose =
  (...sources: readonly { readonly name: string; readonly query: string }[]) =>
  () => ({ sources });

describe('branchedRag', () => {
  test('asks the chosen sources, each its own part of the question', async () => {
    const [a, b] = [stones(), people()];
    const { model, names } = asked({
      'rag.choose-sources': choose({ name: 'people', query: 'Who founded it?' }),
      'rag.answer': saying('Ada founded the quarry.'),
    });
    const rag = branchedRag({ model, sources: { stones: a.retriever, people: b.retriever } });
    const answer = await rag.run('Who founded the quarry of granite?', principal).value();

    expect(answer.text).toBe('Ada founded the quarry.');
    expect([a.queries, b.queries]).toEqual([[], ['Who founded it?']]);
    expect(names).toEqual(['rag.choose-sources', 'rag.answer']);
    expect(answer.steps?.[0]).toEqual({ name: 'route', facts: { sources: ['people'] } });
  });

  test.each([
    ['cannot be made', choose()],
    ['names nobody that is there', choose({ name: 'web', query: 'x' })],
  ])('asks all sources when the choice %s', async (_, reply) => {
    const [a, b] = [stones(), people()];
    const { model } = asked({
      'rag.choose-sources': reply,
      'rag.answer': saying('Granite is hard.', 'Ada founded the quarry.'),
    });
    const rag = branchedRag({ model, sources: { stones: a.retriever, people: b.retriever } });
    const answer = await rag.run('What is there?', principal).value();
    expect([a.queries, b.queries]).toEqual([['What is there?'], ['What is there?']]);
    expect(answer.steps?.findLast(({ name }) => name === 'answer')?.facts.read).toEqual([
      'stones.md',
      'people.md',
    ]);
  });

  test('asks nobody where to look when there is one source only', async () => {
    const { model, names } = asked({ 'rag.answer': saying('Granite is hard.') });
    await branchedRag({ model, sources: { stones: stones().retriever } })
      .run('Hard?', principal)
      .value();
    expect(names).toEqual(['rag.answer']);
  });

  test('leaves out a source that fails and says which', async () => {
    const { model } = asked({
      'rag.choose-sources': choose(),
      'rag.answer': saying('Granite is hard.'),
    });
    const sources = { broken: failing('broken'), stones: stones().retriever };
    const answer = await branchedRag({ model, sources }).run('Hard?', principal).value();
    expect(answer.text).toBe('Granite is hard.');
    expect(answer.steps).toContainEqual({
      name: 'source.failed',
      facts: { sources: [{ name: 'broken', code: 'unexpected' }] },
    });
  });

  test('leaves out a source that is late, even one that hears no signal', async () => {
    const silent = {
      ...stones().retriever,
      name: 'silent',
      retrieve: () => new Promise<never>(() => {}),
    };
    const { model } = asked({
      'rag.choose-sources': choose(),
      'rag.answer': saying('Ada founded the quarry.'),
    });
    const sources = { silent, people: people().retriever };
    const rag = branchedRag({ model, sources, sourceTimeoutMs: 20 });
    const answer = await rag.run('Who?', principal).value();
    expect(answer.text).toBe('Ada founded the quarry.');
    expect(answer.steps).toContainEqual({
      name: 'source.failed',
      facts: { sources: [{ name: 'silent', code: 'retriever.timeout' }] },
    });
  });

  test('fails when every source does: it cannot say that nothing is there', async () => {
    const { model } = asked({ 'rag.choose-sources': choose() });
    const sources = { a: failing('a'), b: failing('b') };
    const outcome = await branchedRag({ model, sources }).run('Who?', principal).outcome;
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'unexpected' } });
  });
});

describeAgentContract('branchedRag', async () => {
  const { model } = asked({
    'rag.choose-sources': choose(
      { name: 'stones', query: 'granite' },
      { name: 'people', query: 'founder' },
    ),
    'rag.answer': saying('Granite is hard.'),
  });
  const sources = { stones: stones().retriever, people: people().retriever };
  return { agent: branchedRag({ model, sources }), input: 'Hard?', options: principal };
});
