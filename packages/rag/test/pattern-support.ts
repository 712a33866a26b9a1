import type { ChatRequest, Hit, Json, Part, Retriever } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { memoryStore, openIndex } from '../src/index.ts';
import { ACME, file } from './support.ts';

/** A small library about stone. */
export const STONES: Readonly<Record<string, string>> = {
  'hours.md': '# Hours\n\nBlasting is allowed between 10 and 12 on weekdays.',
  'stones.md': '# Stones\n\nGranite is hard.\n\nSandstone is split with wedges of dry oak.',
  'people.md': '# People\n\nThe quarry was founded by Ada Stone.\n\nAda Stone was born in 1872.',
};

export async function indexOf(texts: Readonly<Record<string, string>> = STONES) {
  const index = await openIndex({ store: memoryStore() });
  const items = Object.entries(texts).map(([source, text]) => file(source, text));
  await index.ingest(items, { tenant: ACME.tenant });
  return index;
}

/** What a question is asked about, as it stands in its prompt. */
export function inputOf(request: ChatRequest): Json {
  const parts: readonly Part[] = request.messages.flatMap(({ content }) => content);
  return parts.findLast((part) => part.type === 'json')?.value ?? null;
}

type Reply = (input: never) => unknown;

/** A model that answers each question by name, and keeps count. */
export function asked(replies: Readonly<Record<string, Reply>>) {
  const names: string[] = [];
  const model = scriptedModel((request) => {
    const name = String(request.metadata?.question).split('@')[0] ?? '';
    names.push(name);
    const reply = replies[name];
    if (reply === undefined) throw new Error(`nobody expected ${name}`);
    return { json: reply(inputOf(request) as never) as Json };
  });
  return { model, names };
}

interface Shown {
  readonly id: number;
  readonly text: string;
}

/** Says one sentence, if a passage holds it, and cites it. */
export function saying(...sentences: readonly string[]) {
  return ({ passages }: { readonly passages: readonly Shown[] }) => {
    const statements = sentences.flatMap((quote) => {
      const passage = passages.find(({ text }) => text.includes(quote))?.id;
      return passage === undefined ? [] : [{ text: quote, citations: [{ passage, quote }] }];
    });
    return { answerable: statements.length > 0, statements };
  };
}

/** Finds always the same, whatever is asked, and remembers what that was. */
export function fixed(name: string, hits: readonly Partial<Hit>[]) {
  const queries: string[] = [];
  const retriever: Retriever = {
    name,
    description: `${name}.`,
    async retrieve({ text }) {
      queries.push(text);
      return hits.map((hit, i) => ({
        id: `${name}-${i}`,
        text: '',
        score: 1 / (i + 1),
        source: `${name}.md`,
        label: { origin: 'retrieval' },
        ...hit,
      }));
    },
  };
  return { retriever, queries };
}

export function failing(name: string): Retriever {
  return {
    name,
    description: `${name}.`,
    retrieve: async () => {
      throw new Error('out of order');
    },
  };
}
