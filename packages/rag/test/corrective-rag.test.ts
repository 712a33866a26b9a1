import { describeAgentContract } from '@ashlar/core/testing/vitest';
import { describe, expect, test } from 'vitest';
import { ABSTAINED, correctiveRag } from '../src/index.ts';
import { asked, fixed, indexOf, saying } from './pattern-support.ts';
import { ACME } from './support.ts';

type Batch = readonly { readonly passage: { readonly text: string } }[];

/** Good where the passage holds the words. */
const gradeBy = (words: string) => (inputs: Batch) =>
  inputs.map(({ passage }) => ({ relevance: passage.text.includes(words) ? 1 : 0 }));

const principal = { principal: ACME };

describe('correctiveRag', () => {
  test('answers at once from passages that are good enough, with all of them graded in one call', async () => {
    const { model, names } = asked({
      'rag.grade': gradeBy('wedges'),
      'rag.answer': saying('Sandstone is split with wedges of dry oak.'),
    });
    const rag = correctiveRag({ model, retriever: (await indexOf()).retriever() });
    const answer = await rag.run('How is sandstone split?', principal).value();

    expect(answer.grounding).toBe('grounded');
    expect(names).toEqual(['rag.grade', 'rag.answer']);
    expect(answer.steps?.map(({ name }) => name)).toEqual(['retrieve', 'grade', 'answer']);
    expect(answer.usage?.calls).toHaveLength(2);
  });

  test('asks the fallback the same question first when nothing that was found is any good', async () => {
    const empty = fixed('archive', [{ text: 'Something about sandstone.' }]);
    const other = fixed('web', [{ text: 'Sandstone is split with wedges of dry oak.' }]);
    const { model, names } = asked({
      'rag.grade': gradeBy('wedges'),
      'rag.answer': saying('Sandstone is split with wedges of dry oak.'),
    });
    const rag = correctiveRag({ model, retriever: empty.retriever, fallback: other.retriever });
    const answer = await rag.run('How is sandstone split?', principal).value();

    expect(answer.text).toBe('Sandstone is split with wedges of dry oak.');
    expect(other.queries).toEqual(['How is sandstone split?']);
    expect(names).toEqual(['rag.grade', 'rag.grade', 'rag.answer']);
  });

  test('puts the question in other words where there is no other place, and abstains without reading what is no good', async () => {
    const archive = fixed('archive', [{ text: 'Something about sandstone.' }]);
    const { model, names } = asked({
      'rag.grade': gradeBy('wedges'),
      'rag.rewrite': ({ tried }: { readonly tried: readonly string[] }) => ({
        query: `splitting ${tried.length}`,
      }),
    });
    const rag = correctiveRag({ model, retriever: archive.retriever, maxCorrections: 2 });
    const answer = await rag.run('How is it split?', principal).value();

    expect(answer).toMatchObject({ text: ABSTAINED, grounding: 'abstained', citations: [] });
    expect(archive.queries).toEqual(['How is it split?', 'splitting 1', 'splitting 2']);
    expect(names).not.toContain('rag.answer');
  });

  test('stops correcting when there is no other way to put the question', async () => {
    const archive = fixed('archive', []);
    const { model } = asked({ 'rag.rewrite': () => ({ query: '' }) });
    const rag = correctiveRag({ model, retriever: archive.retriever, maxCorrections: 3 });
    expect((await rag.run('Why?', principal).value()).grounding).toBe('abstained');
    expect(archive.queries).toEqual(['Why?']);
  });

  test('reads what was ambiguous when no correction settles it', async () => {
    const archive = fixed('archive', [{ text: 'Wedges of oak, perhaps.' }, { text: 'Unrelated.' }]);
    const { model } = asked({
      'rag.grade': (inputs: Batch) => inputs.map((_, i) => ({ relevance: i === 0 ? 0.5 : 0 })),
      'rag.rewrite': () => ({ query: '' }),
      'rag.answer': saying('Wedges of oak, perhaps.'),
    });
    const rag = correctiveRag({ model, retriever: archive.retriever });
    const answer = await rag.run('How?', principal).value();
    expect(answer.citations.map(({ quote }) => quote)).toEqual([]);
    expect(answer.steps?.at(-1)?.facts.read).toEqual(['archive.md']);
  });

  test('cuts passages down to the sentences that bear on the question, and keeps their places exact', async () => {
    const texts = {
      'tools.md': `# Tools\n\n${'Masons gather at noon. '.repeat(20)}Wedges of oak split sandstone. ${'The rest is silence. '.repeat(20)}`,
    };
    const quote = 'Wedges of oak split sandstone.';
    const { model } = asked({
      'rag.grade': gradeBy('Wedges'),
      'rag.answer': saying(quote),
    });
    const retriever = (await indexOf(texts)).retriever();
    const rag = correctiveRag({ model, retriever, strips: true });
    const { citations } = await rag.run('What do wedges of oak split?', principal).value();
    const [citation] = citations;
    expect(texts['tools.md'].slice(citation?.span.start, citation?.span.end)).toBe(quote);
    const shown = JSON.stringify(model.calls.at(-1)?.request.messages);
    expect(shown).toContain(quote);
    expect(shown).not.toContain('The rest is silence. The rest is silence. The rest is silence.');
  });
});

describeAgentContract('correctiveRag', async () => {
  const { model } = asked({
    'rag.grade': (inputs: Batch) => inputs.map(() => ({ relevance: 0.5 })),
    'rag.rewrite': () => ({ query: 'granite hardness' }),
    'rag.answer': saying('Granite is hard.'),
  });
  const retriever = (await indexOf()).retriever();
  return {
    agent: correctiveRag({ model, retriever }),
    input: 'Is granite hard?',
    options: principal,
  };
});
