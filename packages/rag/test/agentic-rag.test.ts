import { describeAgentContract } from '@ashlar/core/testing/vitest';
import { describe, expect, test } from 'vitest';
import { agenticRag } from '../src/index.ts';
import { planResearch } from '../src/questions/index.ts';
import { asked, indexOf, saying } from './pattern-support.ts';
import { ACME } from './support.ts';

const principal = { principal: ACME };
const enough = () => ({ sufficient: true, missing: '' });
const twoSteps = () => ({
  steps: [
    { id: 'a', question: 'Who founded the quarry?', after: [] },
    { id: 'b', question: 'When was #a born?', after: ['a'] },
  ],
});

describe('agenticRag', () => {
  test('puts the answer to one sub-question into the next, and answers from what all of them found', async () => {
    const { model, names } = asked({
      'rag.plan': twoSteps,
      'rag.sufficient': enough,
      'rag.answer': saying('The quarry was founded by Ada Stone.', 'Ada Stone was born in 1872.'),
    });
    const retriever = (await indexOf()).retriever();
    const rag = agenticRag({ model, retriever });
    const answer = await rag.run('When was the founder of the quarry born?', principal).value();

    expect(answer.citations.map(({ quote }) => quote)).toContain('Ada Stone was born in 1872.');
    const queries = answer.steps?.filter(({ name }) => name === 'retrieve');
    expect(queries?.map(({ facts }) => facts.query)).toEqual([
      'Who founded the quarry?',
      expect.stringMatching(/^When was The quarry was founded by Ada Stone\..* born\?$/),
    ]);
    // The last sub-question is only looked up: nobody needs an answer to it.
    expect(names).toEqual(['rag.plan', 'rag.answer', 'rag.sufficient', 'rag.answer']);
  });

  test('plans again for what is missing, with what is known', async () => {
    const inputs: { known: unknown[]; missing: string }[] = [];
    let plans = 0;
    const { model } = asked({
      'rag.plan': (input: { known: unknown[]; missing: string }) => {
        inputs.push(input);
        plans += 1;
        return plans === 1
          ? twoSteps()
          : { steps: [{ id: 'a', question: 'Is granite hard?', after: [] }] };
      },
      'rag.sufficient': () => ({ sufficient: false, missing: 'hardness' }),
      'rag.answer': saying('The quarry was founded by Ada Stone.', 'Granite is hard.'),
    });
    const retriever = (await indexOf()).retriever();
    const answer = await agenticRag({ model, retriever }).run('Tell me all.', principal).value();
    expect(inputs.map(({ missing }) => missing)).toEqual(['', 'hardness']);
    expect(inputs[1]?.known).toHaveLength(1);
    expect(answer.text).toContain('Granite is hard.');
  });

  test('gives what it knows when a limit ends it', async () => {
    const { model } = asked({
      'rag.plan': twoSteps,
      'rag.sufficient': enough,
      'rag.answer': saying('The quarry was founded by Ada Stone.'),
    });
    const retriever = (await indexOf()).retriever();
    const budget = { steps: 4 };
    const outcome = await agenticRag({ model, retriever }).run('When?', { ...principal, budget })
      .outcome;
    expect(outcome).toMatchObject({
      status: 'stopped',
      reason: 'steps',
      partial: { text: 'The quarry was founded by Ada Stone.', grounding: 'partial' },
    });
  });

  test.each([
    [
      'a circle',
      [
        { id: 'a', question: '#b?', after: ['b'] },
        { id: 'b', question: '#a?', after: ['a'] },
      ],
    ],
    [
      'an id twice',
      [
        { id: 'a', question: 'x', after: [] },
        { id: 'a', question: 'y', after: [] },
      ],
    ],
    ['a step that is not there', [{ id: 'a', question: 'x', after: ['z'] }]],
    [
      'a need that is not listed',
      [
        { id: 'a', question: 'x', after: [] },
        { id: 'b', question: '#a', after: [] },
      ],
    ],
    ['too many steps', ['a', 'b', 'c'].map((id) => ({ id, question: 'x', after: [] }))],
  ])('refuses a plan with %s', (_, steps) => {
    const input = { question: '?', most: 2, known: [], missing: '' };
    expect(planResearch.fits?.({ steps }, input)).toEqual(expect.any(String));
  });
});

describeAgentContract('agenticRag', async () => {
  const { model } = asked({
    'rag.plan': twoSteps,
    'rag.sufficient': enough,
    'rag.answer': saying('The quarry was founded by Ada Stone.'),
  });
  const retriever = (await indexOf()).retriever();
  return { agent: agenticRag({ model, retriever }), input: 'Who?', options: principal };
});
