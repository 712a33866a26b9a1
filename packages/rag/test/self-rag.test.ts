import { describeAgentContract } from '@ashlar/core/testing/vitest';
import { describe, expect, test } from 'vitest';
import { selfRag } from '../src/index.ts';
import { asked, fixed, indexOf, saying } from './pattern-support.ts';
import { ACME } from './support.ts';

const principal = { principal: ACME };
const good = { relevance: 1, support: 1, usefulness: 1 };
const enough = () => ({ sufficient: true, missing: '' });

describe('selfRag', () => {
  test('keeps what is supported, and drops what the words of the passage cannot carry, without asking about that', async () => {
    const { retriever } = fixed('stones', [
      { text: 'Granite is hard. It weighs 2700 kg.', span: { start: 0, end: 35 }, line: 1 },
    ]);
    const quote = 'Granite is hard.';
    const { model, names } = asked({
      'rag.answer': () => ({
        answerable: true,
        statements: [
          { text: quote, citations: [{ passage: 1, quote }] },
          { text: 'It weighs 9900 kg.', citations: [{ passage: 1, quote }] },
        ],
      }),
      'rag.critique': (inputs: readonly unknown[]) => inputs.map(() => good),
      'rag.sufficient': enough,
    });
    const answer = await selfRag({ model, retriever }).run('Is granite hard?', principal).value();

    expect(answer).toMatchObject({ text: quote, grounding: 'grounded' });
    expect(answer.steps).toContainEqual({ name: 'critique', facts: { drafted: 2, kept: 1 } });
    expect(names).toEqual(['rag.answer', 'rag.critique', 'rag.sufficient']);
  });

  test('drops what the critique calls unsupported, useless or beside the question', async () => {
    const { retriever } = fixed('stones', [{ text: 'Granite is hard and grey, they say.' }]);
    for (const bad of ['relevance', 'support', 'usefulness']) {
      const { model } = asked({
        'rag.answer': () => ({
          answerable: true,
          statements: [
            {
              text: 'Granite resists tools of iron and is said to be grey.',
              citations: [{ passage: 1, quote: 'Granite is hard' }],
            },
          ],
        }),
        'rag.critique': (inputs: readonly unknown[]) => inputs.map(() => ({ ...good, [bad]: 0.1 })),
        'rag.sufficient': () => ({ sufficient: false, missing: '' }),
      });
      const answer = await selfRag({ model, retriever }).run('Hard?', principal).value();
      expect([bad, answer.grounding]).toEqual([bad, 'abstained']);
    }
  });

  test('searches again for what is missing, and does not read a passage twice', async () => {
    const { model, names } = asked({
      'rag.answer': saying('The quarry was founded by Ada Stone.', 'Granite is hard.'),
      'rag.critique': (inputs: readonly unknown[]) => inputs.map(() => good),
      'rag.sufficient': () => ({ sufficient: false, missing: 'Is granite hard?' }),
    });
    const retriever = (await indexOf()).retriever();
    const rag = selfRag({ model, retriever, beam: 1 });
    const answer = await rag.run('Who founded the quarry?', principal).value();
    expect(answer.text).toBe('The quarry was founded by Ada Stone. Granite is hard.');
    expect(answer.citations.map(({ source }) => source)).toEqual(['people.md', 'stones.md']);
    expect(names.filter((name) => name === 'rag.answer')).toHaveLength(2);
    expect(names.filter((name) => name === 'rag.sufficient')).toHaveLength(1);
  });
});

describeAgentContract('selfRag', async () => {
  const { model } = asked({
    'rag.answer': saying('Granite is hard.'),
    'rag.critique': (inputs: readonly unknown[]) => inputs.map(() => good),
    'rag.sufficient': enough,
  });
  const retriever = (await indexOf()).retriever();
  return { agent: selfRag({ model, retriever }), input: 'Is granite hard?', options: principal };
});
