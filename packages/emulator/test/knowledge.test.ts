import type { JsonObject, Reranker } from '@ashlar/core';
import { listRetriever } from '@ashlar/core/testing';
import {
  RerankCommand,
  type RerankCommandInput,
  type RetrievalFilter,
  RetrieveCommand,
  type RetrieveCommandInput,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { describe, expect, it } from 'vitest';
import { answerFaults } from './answer-shape.ts';
import { wordCheck } from './checks.ts';
import { post, serve } from './serve.ts';

const kb = 'KB12345678';
const arn = 'arn:aws:bedrock:eu-central-1::foundation-model/cohere.rerank-v3-5:0';

/** Longer is better: an order that no retriever has by chance. */
const byLength: Reranker = {
  id: 'length',
  rerank: async (_query, passages) =>
    passages
      .map((passage, index) => ({ index, score: passage.length / 100 }))
      .sort((a, b) => b.score - a.score),
};

const stones = listRetriever([
  { text: 'A stone wall.', source: 's3://walls/stone.md', metadata: { year: 1990, kind: 'wall' } },
  {
    text: 'A stone arch, old.',
    source: 'https://arches.org/',
    metadata: { year: 1890, kind: 'arch', tags: ['old'] },
  },
  {
    text: 'A stone.',
    source: 'note-7',
    metadata: { year: 2020, kind: 'loose' },
    groups: ['masons'],
  },
]);

const ask = (more: Partial<RetrieveCommandInput> = {}): RetrieveCommand =>
  new RetrieveCommand({ knowledgeBaseId: kb, retrievalQuery: { text: 'stone' }, ...more });

const withFilter = (filter: RetrievalFilter): RetrieveCommand =>
  ask({ retrievalConfiguration: { vectorSearchConfiguration: { filter } } });

describe('Retrieve', () => {
  it('answers hits with their text, place, score and metadata', async () => {
    const { agent, running } = await serve({ retrievers: { [kb]: stones } });
    const { retrievalResults = [], nextToken } = await agent.send(ask());
    expect(nextToken).toBeUndefined();
    expect(retrievalResults.map(({ location }) => location)).toEqual([
      { type: 'S3', s3Location: { uri: 's3://walls/stone.md' } },
      { type: 'WEB', webLocation: { url: 'https://arches.org/' } },
      { type: 'CUSTOM', customDocumentLocation: { id: 'note-7' } },
    ]);
    expect(retrievalResults[0]).toMatchObject({
      content: { type: 'TEXT', text: 'A stone wall.' },
      metadata: { year: 1990, 'x-amz-bedrock-kb-source-uri': 's3://walls/stone.md' },
      documentId: 's3://walls/stone.md',
    });
    expect(running.requests[0]).toMatchObject({ operation: 'Retrieve', resource: kb });
  });

  it.each<[RetrievalFilter, string[]]>([
    [{ equals: { key: 'kind', value: 'arch' } }, ['arch']],
    [{ notEquals: { key: 'kind', value: 'arch' } }, ['wall', 'loose']],
    [{ greaterThan: { key: 'year', value: 1990 } }, ['loose']],
    [{ greaterThanOrEquals: { key: 'year', value: 1990 } }, ['wall', 'loose']],
    [{ lessThan: { key: 'year', value: 1990 } }, ['arch']],
    [{ lessThanOrEquals: { key: 'year', value: 1990 } }, ['wall', 'arch']],
    [{ in: { key: 'kind', value: ['wall', 'loose'] } }, ['wall', 'loose']],
    [{ notIn: { key: 'kind', value: ['wall', 'loose'] } }, ['arch']],
    [{ startsWith: { key: 'kind', value: 'wa' } }, ['wall']],
    [{ stringContains: { key: 'kind', value: 'oo' } }, ['loose']],
    [{ listContains: { key: 'tags', value: 'old' } }, ['arch']],
    [
      {
        andAll: [
          { greaterThan: { key: 'year', value: 1900 } },
          { notEquals: { key: 'kind', value: 'wall' } },
        ],
      },
      ['loose'],
    ],
    [
      {
        orAll: [
          { equals: { key: 'kind', value: 'wall' } },
          { equals: { key: 'kind', value: 'arch' } },
        ],
      },
      ['wall', 'arch'],
    ],
  ])('filters by %j', async (filter, kinds) => {
    const { agent } = await serve({ retrievers: stones });
    const { retrievalResults = [] } = await agent.send(withFilter(filter));
    expect(retrievalResults.map(({ metadata }) => metadata?.kind)).toEqual(kinds);
  });

  it.each<[RetrievalFilter, string]>([
    [{ andAll: [{ equals: { key: 'a', value: 1 } }] }, 'greater than or equal to 2'],
    [{ greaterThan: { key: 'year', value: 'late' } }, 'greaterThan needs a number'],
    [{ in: { key: 'kind', value: 'wall' } }, 'in needs a list'],
  ])('refuses the filter %j', async (filter, message) => {
    const { agent } = await serve({ retrievers: stones });
    const error = await agent.send(withFilter(filter)).catch((thrown) => thrown);
    expect([error.name, error.message]).toEqual([
      'ValidationException',
      expect.stringContaining(message),
    ]);
  });

  it('asks on behalf of the user of the request', async () => {
    const { agent } = await serve({
      retrievers: stones,
      access: ({ userId }) =>
        userId === undefined
          ? undefined
          : { tenant: 'yard', subject: userId, groups: userId === 'ada' ? ['masons'] : [] },
    });
    const count = async (userId: string) =>
      (await agent.send(ask({ userContext: { userId } }))).retrievalResults?.length;
    expect([await count('ada'), await count('bob')]).toEqual([3, 2]);
    await expect(agent.send(ask())).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is unrestricted without a user, a plain principal with one, when nothing else is said', async () => {
    const own = listRetriever(['a stone']);
    const { agent } = await serve({ retrievers: own });
    await agent.send(ask());
    await agent.send(ask({ userContext: { userId: 'ada' } }));
    expect(own.queries.map(({ access }) => access)).toEqual([
      { unrestricted: 'the request has no userContext' },
      { tenant: 'default', subject: 'ada', groups: [] },
    ]);
  });

  it('answers in pages, and a token fits to its own request only', async () => {
    const many = listRetriever(Array.from({ length: 7 }, (_, index) => `stone ${index}`));
    const { agent } = await serve({ retrievers: many, pageSize: 3 });
    const retrievalConfiguration = { vectorSearchConfiguration: { numberOfResults: 7 } };
    const sizes: (number | undefined)[] = [];
    let nextToken: string | undefined;
    let first: string | undefined;
    do {
      const page = await agent.send(
        ask({ retrievalConfiguration, ...(nextToken !== undefined && { nextToken }) }),
      );
      sizes.push(page.retrievalResults?.length);
      nextToken = page.nextToken;
      first ??= nextToken;
    } while (nextToken !== undefined);
    expect(sizes).toEqual([3, 3, 1]);
    const other = ask({ retrievalQuery: { text: 'another stone' }, nextToken: first });
    await expect(agent.send(other)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('reranks as configured, with the metadata that are selected', async () => {
    const seen: string[][] = [];
    const spy: Reranker = {
      id: 'spy',
      rerank: (query, passages) => {
        seen.push([...passages]);
        return byLength.rerank(query, passages);
      },
    };
    const { agent } = await serve({ retrievers: stones, reranker: { [arn]: spy } });
    const { retrievalResults = [] } = await agent.send(
      ask({
        retrievalConfiguration: {
          vectorSearchConfiguration: {
            rerankingConfiguration: {
              type: 'BEDROCK_RERANKING_MODEL',
              bedrockRerankingConfiguration: {
                modelConfiguration: { modelArn: arn },
                numberOfRerankedResults: 1,
                metadataConfiguration: {
                  selectionMode: 'SELECTIVE',
                  selectiveModeConfiguration: { fieldsToInclude: [{ fieldName: 'year' }] },
                },
              },
            },
          },
        },
      }),
    );
    expect(seen[0]?.[0]).toBe('{"year":1990}\nA stone wall.');
    expect(retrievalResults.map(({ content }) => content?.text)).toEqual(['A stone arch, old.']);
  });

  it('serves managed search with its own reranker', async () => {
    const { agent } = await serve({ retrievers: stones, reranker: { managed: byLength } });
    const { retrievalResults = [] } = await agent.send(
      ask({
        retrievalConfiguration: {
          managedSearchConfiguration: { numberOfResults: 2, rerankingModelType: 'MANAGED' },
        },
      }),
    );
    expect(retrievalResults.map(({ content }) => content?.text)).toEqual([
      'A stone arch, old.',
      'A stone wall.',
    ]);
  });

  it('withholds its results when the guardrail blocks the query', async () => {
    const checks = [wordCheck('stone', { action: 'block', code: 'topic.stones' })];
    const { agent } = await serve({ retrievers: stones, checks });
    const guardrailConfiguration = { guardrailId: 'gr1', guardrailVersion: '1' };
    const blocked = await agent.send(ask({ guardrailConfiguration }));
    expect([blocked.guardrailAction, blocked.retrievalResults]).toEqual(['INTERVENED', []]);
    const passed = await agent.send(
      ask({ guardrailConfiguration, retrievalQuery: { text: 'wall' } }),
    );
    expect([passed.guardrailAction, passed.retrievalResults?.length]).toEqual(['NONE', 1]);
  });

  it.each<[Partial<RetrieveCommandInput>, string]>([
    [{ knowledgeBaseId: 'short' }, 'ValidationException'],
    [{ knowledgeBaseId: 'KBOTHER000' }, 'ResourceNotFoundException'],
    [{ retrievalQuery: {} }, 'ValidationException'],
    [
      { retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 101 } } },
      'ValidationException',
    ],
    [
      {
        retrievalConfiguration: {
          vectorSearchConfiguration: {
            implicitFilterConfiguration: {
              modelArn: 'acme.chat-v1',
              metadataAttributes: [{ key: 'year', type: 'NUMBER', description: 'When.' }],
            },
          },
        },
      },
      'ValidationException',
    ],
    [
      {
        retrievalConfiguration: {
          vectorSearchConfiguration: {},
          managedSearchConfiguration: {},
        },
      },
      'ValidationException',
    ],
  ])('refuses %j', async (wrong, name) => {
    const { agent } = await serve({ retrievers: { [kb]: stones } });
    await expect(agent.send(ask(wrong))).rejects.toMatchObject({ name });
  });

  it('answers in the published shape', async () => {
    const { running } = await serve({ retrievers: stones, pageSize: 1 });
    const answer = await post(running.url, `/knowledgebases/${kb}/retrieve`, {
      retrievalQuery: { text: 'stone' },
    });
    expect(answerFaults(answer.body as JsonObject, 'RetrieveResponse', 'agent-runtime')).toEqual(
      [],
    );
  });
});

describe('Rerank', () => {
  const source = (text: string) => ({
    type: 'INLINE' as const,
    inlineDocumentSource: { type: 'TEXT' as const, textDocument: { text } },
  });
  const input = (sources: RerankCommandInput['sources'], numberOfResults?: number) =>
    new RerankCommand({
      queries: [{ type: 'TEXT', textQuery: { text: 'long' } }],
      sources,
      rerankingConfiguration: {
        type: 'BEDROCK_RERANKING_MODEL',
        bedrockRerankingConfiguration: {
          modelConfiguration: { modelArn: arn },
          ...(numberOfResults !== undefined && { numberOfResults }),
        },
      },
    });

  it('answers indexes with their scores, best first, of texts and of JSON', async () => {
    const { agent } = await serve({ reranker: { 'cohere.rerank-v3-5:0': byLength } });
    const json = {
      type: 'INLINE' as const,
      inlineDocumentSource: {
        type: 'JSON' as const,
        jsonDocument: { title: 'the longest of all' },
      },
    };
    const { results } = await agent.send(input([source('short'), source('not so short'), json]));
    expect(results?.map(({ index }) => index)).toEqual([2, 1, 0]);
    expect(results?.[1]?.relevanceScore).toBe(0.12);
  });

  it('answers as many as asked for, in pages', async () => {
    const { agent } = await serve({ reranker: byLength, pageSize: 2 });
    const sources = Array.from({ length: 5 }, (_, index) => source('x'.repeat(index + 1)));
    const first = await agent.send(input(sources, 3));
    expect(first.results?.map(({ index }) => index)).toEqual([4, 3]);
    const { input: again } = input(sources, 3);
    const second = await agent.send(new RerankCommand({ ...again, nextToken: first.nextToken }));
    expect([second.results?.map(({ index }) => index), second.nextToken]).toEqual([[2], undefined]);
  });

  it('refuses more results than sources, two queries and an unknown model', async () => {
    const { agent, running } = await serve({ reranker: { other: byLength } });
    const { input: plain } = input([source('a')]);
    const send = (body: object) => post(running.url, '/rerank', { ...plain, ...body });
    expect(
      await send({ queries: [...(plain.queries ?? []), ...(plain.queries ?? [])] }),
    ).toMatchObject({ status: 400 });
    await expect(agent.send(input([source('a')], 2))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(agent.send(input([source('a')]))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
