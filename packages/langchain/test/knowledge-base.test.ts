import type { Principal } from '@ashlar/core';
import { listRetriever } from '@ashlar/core/testing';
import { describeRetrieverContract } from '@ashlar/core/testing/vitest';
import { emulator, failWith } from '@ashlar/emulator';
import { AmazonKnowledgeBaseRetriever } from '@langchain/aws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fromRetriever, type RetrieverAccess } from '../src/index.ts';

const ada: Principal = { tenant: 'acme', subject: 'ada', groups: ['masons'] };
const bob: Principal = { tenant: 'acme', subject: 'bob', groups: [] };

const passages = [
  {
    text: 'Ashlar is dressed stone.',
    source: 's3://stones/a.md',
    metadata: { groups: ['masons'], year: 2024 },
  },
  {
    text: 'Dressed  stone\nis dear ...',
    source: 's3://stones/b.md',
    metadata: { groups: ['masons'], year: 2026 },
  },
];

const mayRead: RetrieverAccess = {
  mayRead: ({ metadata }, { tenant, groups }) =>
    tenant === 'acme' && groups.some((group) => metadata.groups.includes(group)),
};

/** The real retriever of LangChain on an emulated knowledge base, made for each query. */
async function open(faults: Parameters<typeof emulator>[0]['faults'] = []) {
  const bedrock = await emulator({ retrievers: listRetriever(passages), faults });
  onTestFinished(() => bedrock.close());
  const clientOptions = {
    endpoint: bedrock.url,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
  const retriever = fromRetriever(
    ({ limit = 10, filter }) =>
      new AmazonKnowledgeBaseRetriever({
        knowledgeBaseId: 'KB12345678',
        region: 'us-east-1',
        topK: limit,
        ...(filter?.op === 'eq' && {
          filter: { equals: { key: filter.field, value: filter.value } },
        }),
        clientOptions,
      }),
    { name: 'stones', description: 'What is known of stones.', access: mayRead },
  );
  return { bedrock, retriever };
}

describeRetrieverContract(
  'fromRetriever(AmazonKnowledgeBaseRetriever) over the wire',
  async () => ({
    ...(await open()),
    query: 'dressed stone',
    access: ada,
    stranger: bob,
  }),
);

describe('a knowledge base through LangChain', () => {
  it('gives sources, scores and metadata; its text has lost white space and dots on the way', async () => {
    const { retriever } = await open();
    const hits = await retriever.retrieve({ text: 'dressed stone dear' }, ada);
    expect(hits).toEqual([
      expect.objectContaining({
        source: 's3://stones/b.md',
        text: 'Dressed stone is dear ',
        score: 1,
      }),
      expect.objectContaining({
        source: 's3://stones/a.md',
        metadata: expect.objectContaining({ year: 2024 }),
      }),
    ]);
  });

  it('hands the limit and the filter of a query to the service', async () => {
    const { retriever, bedrock } = await open();
    const filter = { op: 'eq', field: 'year', value: 2026 } as const;
    const hits = await retriever.retrieve({ text: 'dressed stone', limit: 1, filter }, ada);
    expect(hits.map(({ source }) => source)).toEqual(['s3://stones/b.md']);
    expect(bedrock.requests[0]?.body?.retrievalConfiguration).toEqual({
      vectorSearchConfiguration: {
        numberOfResults: 1,
        filter: { equals: { key: 'year', value: 2026 } },
      },
    });
  });

  it('names the error of the service', async () => {
    const { retriever } = await open([
      { fault: failWith(404, 'There is no such knowledge base.') },
    ]);
    await expect(retriever.retrieve({ text: 'stone' }, ada)).rejects.toMatchObject({
      code: 'model.not-found',
      facts: { model: 'stones', exception: 'ResourceNotFoundException', status: 404 },
    });
  });
});
