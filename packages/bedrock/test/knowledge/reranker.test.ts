import { expect, it } from 'vitest';
import { type RerankerOptions, reranker } from '../../src/knowledge/index.ts';
import { recordingContext } from '../support/recording-context.ts';
import { failure, json } from '../support/replies.ts';
import { type Reply, startServer } from '../support/server.ts';

const model = 'cohere.rerank-v3-5:0';

/** Scores a passage by the number in it. */
const byNumber: Reply = (response, request) => {
  const results = request.body.sources.map(
    (source: { inlineDocumentSource: { textDocument: { text: string } } }, index: number) => {
      const { text } = source.inlineDocumentSource.textDocument;
      return { index, relevanceScore: Number(text.replace(/\D/g, '')) / 10_000 };
    },
  );
  json(200, { results: results.reverse() })(response, request);
};

async function open(reply: Reply, options: Partial<RerankerOptions> = {}) {
  const server = await startServer();
  server.reply(reply);
  return {
    server,
    rerank: reranker({ model, connection: server.connect({ retry: false }), ...options }),
  };
}

it('puts blank passages last, also behind scores below zero', async () => {
  const { rerank } = await open(
    json(200, {
      results: [
        { index: 0, relevanceScore: -0.5 },
        { index: 1, relevanceScore: 0.5 },
      ],
    }),
  );
  expect(await rerank.rerank('Which?', ['p1', ' ', 'p2'])).toEqual([
    { index: 2, score: 0.5 },
    { index: 0, score: -0.5 },
    { index: 1, score: -0.5 },
  ]);
});

it('asks with the ARN of the model and gives the passages best first', async () => {
  const { server, rerank } = await open(byNumber, { additionalModelRequestFields: { a: 1 } });
  const ranked = await rerank.rerank('Which?', ['p1', 'p3', 'p2']);
  expect(ranked).toEqual([
    { index: 1, score: 0.0003 },
    { index: 2, score: 0.0002 },
    { index: 0, score: 0.0001 },
  ]);
  expect(server.received[0]).toMatchObject({ method: 'POST', path: '/rerank' });
  const source = (text: string) => ({
    type: 'INLINE',
    inlineDocumentSource: { type: 'TEXT', textDocument: { text } },
  });
  expect(server.received[0]?.body).toEqual({
    queries: [{ type: 'TEXT', textQuery: { text: 'Which?' } }],
    sources: [source('p1'), source('p3'), source('p2')],
    rerankingConfiguration: {
      type: 'BEDROCK_RERANKING_MODEL',
      bedrockRerankingConfiguration: {
        numberOfResults: 3,
        modelConfiguration: {
          modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${model}`,
          additionalModelRequestFields: { a: 1 },
        },
      },
    },
  });
});

it('joins what does not fit into one request, and reads pages', async () => {
  const { server, rerank } = await open(byNumber);
  const passages = Array.from({ length: 2300 }, (_, index) => `p${index}`);
  const ranked = await rerank.rerank('q', passages);
  expect(server.received.map(({ body }) => body.sources.length)).toEqual([1000, 1000, 300]);
  expect(ranked.map(({ index }) => index)).toEqual(passages.map((_, at) => 2299 - at));
  const pages = await startServer();
  pages.reply(
    json(200, { results: [{ index: 1, relevanceScore: 0.9 }], nextToken: 'two' }),
    json(200, { results: [{ index: 0, relevanceScore: 0.8 }] }),
  );
  const paged = reranker({ model, connection: pages.connect() });
  expect(await paged.rerank('q', ['a', 'b'])).toMatchObject([{ index: 1 }, { index: 0 }]);
  expect(pages.received[1]?.body.nextToken).toBe('two');
});

it('cuts what is too long, puts blank passages last, and asks nothing about nothing', async () => {
  const { server, rerank } = await open(byNumber);
  const ranked = await rerank.rerank('q', ['', `7${'x'.repeat(40_000)}`, ' ']);
  expect(ranked).toEqual([
    { index: 1, score: 0.0007 },
    { index: 0, score: 0 },
    { index: 2, score: 0 },
  ]);
  const { text } = server.body().sources[0].inlineDocumentSource.textDocument;
  expect(text).toHaveLength(32_000);
  expect(await rerank.rerank('q', [])).toEqual([]);
  expect(server.received).toHaveLength(1);
});

it.each([
  ['a place that does not exist', [{ index: 5, relevanceScore: 1 }]],
  ['no score', [{ index: 0 }]],
  [
    'a passage twice',
    [
      { index: 0, relevanceScore: 1 },
      { index: 0, relevanceScore: 1 },
    ],
  ],
  ['too few passages', [{ index: 0, relevanceScore: 1 }]],
])('refuses a reply with %s', async (_, results) => {
  const { rerank } = await open(json(200, { results }));
  await expect(rerank.rerank('q', ['a', 'b'])).rejects.toMatchObject({ code: 'model.failed' });
});

it('pays per query of a hundred passages, and is unpriced for models that nobody priced', async () => {
  const { rerank } = await open(byNumber);
  const context = recordingContext();
  await rerank.rerank(
    'q',
    Array.from({ length: 250 }, (_, at) => `p${at}`),
    context,
  );
  expect(context.estimates[0]).toMatchObject({
    inputTokens: 3,
    info: { price: { inputUsd: 2000 } },
  });
  const other = await open(byNumber, { model: 'acme.rerank-v9:0' });
  const unpriced = recordingContext();
  await other.rerank.rerank('q', ['p1'], unpriced);
  expect(unpriced.estimates[0]?.info).toEqual({});
});

it('names its model in errors', async () => {
  const { rerank } = await open(failure(429, 'ThrottlingException', {}, { 'retry-after': '7' }));
  await expect(rerank.rerank('q', ['a'])).rejects.toMatchObject({
    code: 'model.throttled',
    facts: { model, retryAfterMs: 7000 },
  });
});

it.each([
  ['us-gov-west-1', 'aws-us-gov'],
  ['cn-north-1', 'aws-cn'],
  ['eu-central-1', 'aws'],
])('asks in the partition of %s', async (region, partition) => {
  const server = await startServer();
  server.reply(byNumber);
  await reranker({ model, connection: server.connect({ region }) }).rerank('q', ['p1']);
  const { modelConfiguration } = server.body().rerankingConfiguration.bedrockRerankingConfiguration;
  expect(modelConfiguration.modelArn).toBe(
    `arn:${partition}:bedrock:${region}::foundation-model/${model}`,
  );
});
