import type { Memory, Message } from '@ashlar/core';
import { textOf } from '@ashlar/core';
import { describeAgentContract } from '@ashlar/core/testing/vitest';
import { describe, expect, test } from 'vitest';
import { conversationalRag } from '../src/index.ts';
import { asked, indexOf, saying } from './pattern-support.ts';
import { ACME } from './support.ts';

/** A memory in memory, by thread and subject. */
function notebook() {
  const threads = new Map<string, Message[]>();
  const memory: Memory = {
    load: async ({ id, principal }) => threads.get(`${principal.subject}/${id}`) ?? [],
    async append({ id, principal }, messages) {
      const key = `${principal.subject}/${id}`;
      threads.set(key, [...(threads.get(key) ?? []), ...messages]);
    },
    forget: async () => threads.clear(),
  };
  return { memory, threads };
}

const principal = { principal: ACME };

describe('conversationalRag', () => {
  test('asks the first question as it is, and remembers what was said and cited', async () => {
    const { memory, threads } = notebook();
    const { model, names } = asked({ 'rag.answer': saying('Granite is hard.') });
    const rag = conversationalRag({ model, memory, retriever: (await indexOf()).retriever() });
    await rag.run({ question: 'Is granite hard?', thread: 't' }, principal).value();

    expect(names).toEqual(['rag.answer']);
    const [question, answer] = threads.get('ada/t') ?? [];
    expect(question && textOf(question)).toBe('Is granite hard?');
    expect(answer?.content).toMatchObject([
      { type: 'text', text: 'Granite is hard.' },
      { type: 'json', value: { cited: [{ source: 'stones.md' }] } },
    ]);
  });

  test('puts a question that needs the turns before it into its own words, and searches for both', async () => {
    const { memory } = notebook();
    const { model, names } = asked({
      'rag.standalone': ({ history }: { history: readonly { text: string }[] }) => ({
        dependsOnHistory: true,
        standalone: `When was Ada Stone born? (after ${history.length})`,
      }),
      'rag.answer': saying('The quarry was founded by Ada Stone.', 'Ada Stone was born in 1872.'),
    });
    const rag = conversationalRag({ model, memory, retriever: (await indexOf()).retriever() });
    await rag.run({ question: 'Who founded the quarry?', thread: 't' }, principal).value();
    const answer = await rag
      .run({ question: 'And when was she born?', thread: 't' }, principal)
      .value();

    expect(names).toEqual(['rag.answer', 'rag.standalone', 'rag.answer']);
    const queries = answer.steps?.filter(({ name }) => name === 'retrieve');
    expect(queries?.map(({ facts }) => facts.query)).toEqual([
      'And when was she born?',
      'When was Ada Stone born? (after 2)',
    ]);
    expect(answer.text).toContain('1872');
  });

  test('searches once for a question that stands alone', async () => {
    const { memory } = notebook();
    const { model } = asked({
      'rag.standalone': () => ({ dependsOnHistory: false, standalone: 'never used' }),
      'rag.answer': saying('Granite is hard.'),
    });
    const rag = conversationalRag({ model, memory, retriever: (await indexOf()).retriever() });
    await rag.run({ question: 'Is granite hard?', thread: 't' }, principal).value();
    const answer = await rag.run({ question: 'Is granite hard?', thread: 't' }, principal).value();
    expect(answer.steps?.filter(({ name }) => name === 'retrieve')).toHaveLength(1);
  });

  test('belongs to somebody', async () => {
    const { memory } = notebook();
    const { model } = asked({});
    const rag = conversationalRag({ model, memory, retriever: (await indexOf()).retriever() });
    const outcome = await rag.run({ question: 'Hard?', thread: 't' }).outcome;
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'input.invalid' } });
  });
});

describeAgentContract('conversationalRag', async () => {
  const { model } = asked({
    'rag.standalone': () => ({ dependsOnHistory: true, standalone: 'Is granite hard?' }),
    'rag.answer': saying('Granite is hard.'),
  });
  const said: readonly Message[] = [
    { role: 'user', content: [{ type: 'text', text: 'What about granite?' }] },
    { role: 'assistant', content: [{ type: 'text', text: 'It is a stone.' }] },
  ];
  const memory: Memory = { load: async () => said, append: async () => {}, forget: async () => {} };
  const retriever = (await indexOf()).retriever();
  return {
    agent: conversationalRag({ model, memory, retriever }),
    input: { question: 'Is it hard?', thread: 't' },
    options: principal,
  };
});
