import type { Principal, Retriever } from '@ashlar/core';
import { recordingContext } from '@ashlar/core/testing';
import { describeRetrieverContract } from '@ashlar/core/testing/vitest';
import { Document } from '@langchain/core/documents';
import { BaseRetriever } from '@langchain/core/retrievers';
import { describe, expect, it } from 'vitest';
import { type FromRetrieverOptions, fromRetriever } from '../src/index.ts';

const ada: Principal = { tenant: 'acme', subject: 'ada', groups: ['masons'] };
const bob: Principal = { tenant: 'acme', subject: 'bob', groups: [] };

const pages = [
  { pageContent: 'Ashlar is dressed stone.', metadata: { source: 'a.md', groups: ['masons'] } },
  { pageContent: 'Dressed stone is dear.', metadata: { source: 'b.md', groups: ['masons'] } },
  { pageContent: ' ', metadata: { source: 'empty.md', groups: ['masons'] } },
];

/** The words of a query in a list of documents. */
class ListRetriever extends BaseRetriever {
  readonly lc_namespace = ['test'];
  readonly #documents: readonly Document[];

  constructor(documents: readonly ConstructorParameters<typeof Document>[0][]) {
    super();
    this.#documents = documents.map((one) => new Document(one));
  }

  override async _getRelevantDocuments(query: string): Promise<Document[]> {
    const words = query.toLowerCase().split(/\W+/);
    return this.#documents.filter(({ pageContent }) =>
      words.some((word) => pageContent.trim() === '' || pageContent.toLowerCase().includes(word)),
    );
  }
}

function adapted(
  documents: readonly ConstructorParameters<typeof Document>[0][] = pages,
  more: Partial<FromRetrieverOptions> = {},
): Retriever {
  return fromRetriever(new ListRetriever(documents), {
    name: 'stones',
    description: 'What is known of stones.',
    access: { tenant: 'acme', unchecked: 'the handbook is for everybody' },
    ...more,
  });
}

describeRetrieverContract('fromRetriever for everybody of a tenant', () => ({
  retriever: adapted(),
  query: 'dressed stone',
  access: ada,
}));

describeRetrieverContract('fromRetriever with a check of each document', () => ({
  retriever: adapted(pages, {
    access: {
      mayRead: ({ metadata }, { tenant, groups }) =>
        tenant === 'acme' && groups.some((group) => metadata.groups.includes(group)),
    },
  }),
  query: 'dressed stone',
  access: ada,
  stranger: bob,
}));

describe('a retriever of LangChain', () => {
  it('gives hits in its own order, with what else is known of them', async () => {
    const hits = await adapted().retrieve({ text: 'dressed stone' }, ada);
    expect(hits).toEqual([
      {
        id: expect.stringMatching(/^a\.md#[0-9a-f]{16}$/),
        text: 'Ashlar is dressed stone.',
        source: 'a.md',
        score: 1,
        metadata: { source: 'a.md', groups: ['masons'] },
        label: { origin: 'retrieval' },
      },
      expect.objectContaining({ source: 'b.md', score: 0.5 }),
    ]);
  });

  it('orders by scores where every document has one, and shows a passage once', async () => {
    const scored = [0.2, 0.9, 0.9].map((score, index) => ({
      id: `doc-${index === 2 ? 1 : index}`,
      pageContent: `stone ${index === 2 ? 1 : index}`,
      metadata: { source: 'x', score },
    }));
    const hits = await adapted(scored).retrieve({ text: 'stone' }, ada);
    expect(hits.map(({ id, score }) => [id, score])).toEqual([
      ['doc-1', 0.9],
      ['doc-0', 0.2],
    ]);
  });

  it('shows everything to whoever says why nobody is asked for', async () => {
    const closed = adapted(pages, { access: { mayRead: () => false } });
    expect(await closed.retrieve({ text: 'stone' }, ada)).toEqual([]);
    expect(await closed.retrieve({ text: 'stone' }, { unrestricted: 'an audit' })).toHaveLength(2);
    await expect(closed.retrieve({ text: 'stone' }, { unrestricted: ' ' })).rejects.toMatchObject({
      code: 'access.missing',
    });
  });

  it('shows only what a check answers with true', async () => {
    const odd = adapted(pages, { access: { mayRead: (() => 'yes') as never } });
    expect(await odd.retrieve({ text: 'stone' }, ada)).toEqual([]);
  });

  it('refuses a filter that nobody would apply', async () => {
    const filter = { op: 'eq', field: 'year', value: 2026 } as const;
    await expect(adapted().retrieve({ text: 'stone', filter }, ada)).rejects.toMatchObject({
      code: 'langchain.unsupported',
      facts: { of: 'stones', what: 'a filter' },
    });
  });

  it('is made for a limit and a filter when it comes as a function', async () => {
    const made: unknown[] = [];
    const retriever = fromRetriever(
      (settings) => {
        made.push(settings);
        return new ListRetriever(pages);
      },
      { name: 'stones', description: 'x', access: { mayRead: () => true } },
    );
    const filter = { op: 'eq', field: 'year', value: 2026 } as const;
    await retriever.retrieve({ text: 'stone', limit: 1, filter }, ada);
    expect(made).toEqual([{ access: ada, limit: 1, filter }]);
  });

  it('says when a document has no source, and takes it from where it is told', async () => {
    const nameless = [{ pageContent: 'stone', metadata: { page: 3 } }];
    await expect(adapted(nameless).retrieve({ text: 'stone' }, ada)).rejects.toMatchObject({
      code: 'langchain.unsupported',
      message: expect.stringContaining('sourceOf'),
    });
    const told = adapted(nameless, { sourceOf: ({ metadata }) => `page ${metadata.page}` });
    expect((await told.retrieve({ text: 'stone' }, ada))[0]?.source).toBe('page 3');
  });

  it('translates its errors and settles at once on an abort', async () => {
    const options: FromRetrieverOptions = {
      name: 'stones',
      description: 'x',
      access: { mayRead: () => true },
    };
    const throttled = Object.assign(new Error('Slow down'), { name: 'ThrottlingException' });
    const failing = fromRetriever({ invoke: () => Promise.reject(throttled) }, options);
    await expect(failing.retrieve({ text: 'x' }, ada)).rejects.toMatchObject({
      code: 'model.throttled',
      facts: { model: 'stones' },
    });
    const stuck = fromRetriever({ invoke: () => new Promise(() => {}) }, options);
    const context = recordingContext();
    const end = stuck.retrieve({ text: 'x' }, ada, context).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 5));
    context.abort();
    expect(await end).toMatchObject({ code: 'run.stopped' });
  });
});
