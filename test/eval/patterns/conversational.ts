import type { Memory, Message } from '@ashlar/core';
import { conversationalRag, simpleRag } from '@ashlar/rag';
import { readCollection, sample } from '../../data/collections.ts';
import { engine, indexOf, mean, ndcgAt10, round, tryOut } from './bench.ts';
import type { EvalOptions, Line } from './patterns.ts';

/** The last turn of a conversation, alone and with what the pattern makes of the turns before it. */
export async function conversational({ data, limit }: EvalOptions): Promise<readonly Line[]> {
  const { pages, questions } = readCollection(data, 'mtrag');
  const retriever = (await indexOf(pages)).retriever();
  const simple = simpleRag({ model: engine, retriever });
  const trials: { last: number; own: number }[] = [];
  for (const { text, gold, turns = [] } of sample(questions, 3 * limit)) {
    const rag = conversationalRag({
      model: engine,
      retriever,
      memory: holding(turns.slice(0, -1)),
    });
    const one = await tryOut(simple, text);
    const other = await tryOut(rag, { question: text, thread: 'eval' });
    trials.push({ last: ndcgAt10(one.read, gold), own: ndcgAt10(other.read, gold) });
  }
  return [
    {
      pattern: 'conversational',
      set: 'mtrag',
      questions: trials.length,
      ndcgAt10: round(mean(trials.map(({ own }) => own))),
      lastTurnNdcgAt10: round(mean(trials.map(({ last }) => last))),
    },
  ];
}

/** A memory that holds what was said and forgets what comes. */
function holding(
  turns: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[],
): Memory {
  const messages = turns.map(
    ({ role, text }): Message => ({ role, content: [{ type: 'text', text }] }),
  );
  return { load: async () => messages, append: async () => {}, forget: async () => {} };
}
