import type { ChatModel, Reranker, Retriever } from '@ashlar/core';
import { listRetriever } from '@ashlar/core/testing';
import {
  AgenticRetrieveStreamCommand,
  type AgenticRetrieveStreamCommandInput,
  type AgenticRetrieveStreamResponseOutput,
  GenerateQueryCommand,
  GetDocumentContentCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../src/index.ts';
import { echoModel } from './echo-model.ts';
import { serve } from './serve.ts';

const walls = listRetriever([{ text: 'Walls of stone.', source: 's3://walls' }]);
const roofs = listRetriever([{ text: 'Roofs of slate and stone.', source: 's3://roofs' }]);
const retrievers = { KBWALLS001: walls, KBROOFS001: roofs };

const ask = (
  more: Partial<AgenticRetrieveStreamCommandInput> = {},
): AgenticRetrieveStreamCommandInput => ({
  messages: [{ role: 'user', content: { text: 'What is of stone?' } }],
  retrievers: ['KBWALLS001', 'KBROOFS001'].map((knowledgeBaseId) => ({
    configuration: { knowledgeBase: { knowledgeBaseId } },
    description: knowledgeBaseId.slice(2, 7),
  })),
  agenticRetrieveConfiguration: {},
  ...more,
});

async function events(options: EmulatorOptions, input = ask()) {
  const { agent } = await serve({ retrievers, ...options });
  const { stream } = await agent.send(new AgenticRetrieveStreamCommand(input));
  const all: AgenticRetrieveStreamResponseOutput[] = [];
  for await (const event of stream ?? []) all.push(event);
  return all;
}

const steps = (all: readonly AgenticRetrieveStreamResponseOutput[]) =>
  all.flatMap(({ traceEvent }) =>
    traceEvent === undefined
      ? []
      : `${traceEvent.attributes?.step} ${traceEvent.attributes?.status}`,
  );

/** Plans what the test says, round by round, and answers with a text. */
const planner = (rounds: readonly unknown[], answer = 'Walls [1].'): ChatModel => {
  let round = 0;
  return echoModel(({ metadata }) => {
    const planning = metadata?.question?.startsWith('bedrock.plan') === true;
    const text = planning ? JSON.stringify(rounds[round]) : answer;
    if (planning) round += 1;
    return { message: { role: 'assistant', content: [{ type: 'text', text }] } };
  });
};

describe('AgenticRetrieveStream', () => {
  it('asks every knowledge base once where there is no model to plan', async () => {
    const all = await events({});
    expect(steps(all)).toEqual([
      'Retrieval IN_PROGRESS',
      'Retrieval SUCCEEDED',
      'Retrieval IN_PROGRESS',
      'Retrieval SUCCEEDED',
    ]);
    const { results = [], generatedResponse } = all.at(-1)?.result ?? {};
    expect(results.map(({ sourceRetriever }) => sourceRetriever?.identifier)).toEqual([
      'KBWALLS001',
      'KBROOFS001',
    ]);
    expect(results[0]?.content).toMatchObject({ mimeType: 'text/plain', text: 'Walls of stone.' });
    expect(generatedResponse).toBeUndefined();
  });

  it('lets the model plan round by round until it has enough, and no longer than allowed', async () => {
    const search = (query: string) => ({ searches: [{ knowledgeBase: 'KBWALLS001', query }] });
    const enough = await events({ chat: planner([search('walls'), { searches: [] }]) });
    expect(steps(enough)).toEqual([
      'Planning IN_PROGRESS',
      'Planning SUCCEEDED',
      'Retrieval IN_PROGRESS',
      'Retrieval SUCCEEDED',
      'Planning IN_PROGRESS',
      'Planning SUCCEEDED',
    ]);
    const endless = planner([search('a wall'), search('walls'), search('walls'), search('walls')]);
    const input = ask({ agenticRetrieveConfiguration: { maxAgentIteration: 2 } });
    const limited = await events({ chat: endless }, input);
    expect(steps(limited).filter((one) => one === 'Planning SUCCEEDED')).toHaveLength(2);
  });

  it('asks with the question itself when a plan is no JSON', async () => {
    const all = await events({ chat: planner(['no plan', { searches: [] }]) });
    expect(all.at(-1)?.result?.results).toHaveLength(2);
  });

  it('generates an answer that cites its results, in pieces', async () => {
    const chat = planner([undefined, { searches: [] }], 'Roofs are [2]. So are walls [1].');
    const all = await events({ chat }, ask({ generateResponse: true }));
    const { answer, citations = [] } = all.at(-1)?.result?.generatedResponse ?? {};
    expect(all.map(({ responseEvent }) => responseEvent?.text ?? '').join('')).toBe(answer);
    expect(answer).toBe('Roofs are. So are walls.');
    expect(
      citations.map(({ startIndex, endIndex, references }) => [
        answer?.slice(startIndex, endIndex),
        references?.map(({ resultIndex }) => resultIndex),
      ]),
    ).toEqual([
      ['Roofs are', [1]],
      ['. So are walls', [0]],
    ]);
  });

  it('heeds filters, numbers and the reranker of the request', async () => {
    const own = listRetriever(['stone one', 'stone two', 'stone three']);
    const backwards: Reranker = {
      id: 'backwards',
      rerank: async (_query, passages) =>
        passages.map((_, index) => ({ index, score: index })).toReversed(),
    };
    const filter = { notEquals: { key: 'kind', value: 'x' } };
    const knowledgeBase = {
      knowledgeBaseId: 'KBWALLS001',
      retrievalOverrides: { maxNumberOfResults: 2, filter },
    };
    const all = await events(
      { retrievers: { KBWALLS001: own }, reranker: { managed: backwards } },
      ask({
        retrievers: [{ configuration: { knowledgeBase } }],
        agenticRetrieveConfiguration: { rerankingModelType: 'MANAGED' },
      }),
    );
    expect(own.queries[0]?.query).toEqual({
      text: 'What is of stone?',
      limit: 2,
      filter: { op: 'ne', field: 'kind', value: 'x' },
    });
    expect(all.at(-1)?.result?.results?.map(({ content }) => content?.text)).toEqual([
      'stone two',
      'stone one',
    ]);
  });

  it('goes on when one knowledge base fails, and says so', async () => {
    const broken: Retriever = { ...walls, retrieve: () => Promise.reject(new Error('disk')) };
    const all = await events({ retrievers: { ...retrievers, KBWALLS001: broken } });
    expect(steps(all)).toContain('Retrieval FAILED');
    expect(all.at(-1)?.result?.results).toHaveLength(1);
  });

  it.each<[Partial<AgenticRetrieveStreamCommandInput>, string]>([
    [{ messages: [{ role: 'assistant', content: { text: 'x' } }] }, 'last message'],
    [{ memoryConfiguration: { memoryId: 'm' } }, 'memoryConfiguration'],
    [
      { agenticRetrieveConfiguration: { foundationModelType: 'CUSTOM' } },
      'foundationModelConfiguration',
    ],
    [{ agenticRetrieveConfiguration: { maxAgentIteration: 1 } }, 'greater than or equal to 2'],
    [{ generateResponse: true }, 'generateResponse needs a model'],
  ])('refuses %j', async (wrong, message) => {
    await expect(events({}, ask(wrong))).rejects.toThrow(message);
  });
});

describe('GenerateQuery', () => {
  const command = (knowledgeBase: string) =>
    new GenerateQueryCommand({
      queryGenerationInput: { type: 'TEXT', text: 'how many walls' },
      transformationConfiguration: {
        mode: 'TEXT_TO_SQL',
        textToSqlConfiguration: {
          type: 'KNOWLEDGE_BASE',
          knowledgeBaseConfiguration: {
            knowledgeBaseArn: `arn:aws:bedrock:eu-central-1:123456789012:knowledge-base/${knowledgeBase}`,
          },
        },
      },
    });

  it('answers the SQL that is made of a text', async () => {
    const toSql = (text: string, knowledgeBase: string) =>
      knowledgeBase === 'KBWALLS001' ? `select '${text}'` : undefined;
    const { agent } = await serve({ toSql });
    expect((await agent.send(command('KBWALLS001'))).queries).toEqual([
      { type: 'REDSHIFT_SQL', sql: "select 'how many walls'" },
    ]);
    await expect(agent.send(command('KBOTHER000'))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('GetDocumentContent', () => {
  const command = (documentId: string, outputFormat?: 'RAW' | 'EXTRACTED') =>
    new GetDocumentContentCommand({
      knowledgeBaseId: 'KBWALLS001',
      dataSourceId: 'DS1',
      documentId,
      userContext: { userId: 'ada' },
      outputFormat,
    });

  it('answers a link under which the document is, on behalf of the user', async () => {
    const seen: unknown[] = [];
    const { agent } = await serve({
      documents: ({ id }, access) => {
        seen.push(access);
        return id === 's3://walls/a b.pdf'
          ? { mimeType: 'application/pdf', content: new Uint8Array([1, 2, 3]), extracted: 'Walls.' }
          : undefined;
      },
    });
    const raw = await agent.send(command('s3://walls/a b.pdf'));
    expect(raw).toMatchObject({ mimeType: 'application/pdf', documentContentLength: 3 });
    const bytes = await (await fetch(raw.presignedUrl ?? '')).arrayBuffer();
    expect([...new Uint8Array(bytes)]).toEqual([1, 2, 3]);
    const text = await agent.send(command('s3://walls/a b.pdf', 'EXTRACTED'));
    expect(await (await fetch(text.presignedUrl ?? '')).text()).toBe('Walls.');
    expect(seen[0]).toMatchObject({ subject: 'ada' });
    await expect(agent.send(command('other'))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const forged = `${(raw.presignedUrl ?? '').slice(0, -4)}0000`;
    expect((await fetch(forged)).status).toBe(403);
  });
});
