import { describe, expect, it } from 'vitest';
import { type AgenticRetrievalOptions, agenticRetrieval } from '../../src/knowledge/index.ts';
import { event, exception } from '../support/frame.ts';
import { frames } from '../support/replies.ts';
import { type Reply, startServer } from '../support/server.ts';

const principal = { tenant: 'acme', subject: 'ada', groups: ['masons'] };
const sources = [
  { id: 'KB1', description: 'The handbook', rights: { tenant: 'acme' } },
  {
    id: 'KB2',
    description: 'Incidents',
    rights: { tenant: 'acme', groups: { field: 'g' }, user: true },
    limit: 4,
  },
  { id: 'KB3', description: 'Of others', rights: { tenant: 'other' } },
];

const trace = (step: string, more: object = {}) =>
  event('traceEvent', {
    id: '1',
    timestamp: 1,
    attributes: { step, status: 'SUCCEEDED', message: 'done', ...more },
  });
const said = (text: string) => event('responseEvent', { text });
const answer = 'A wall fell. So ties are checked every year.';
const results = [
  {
    content: { mimeType: 'text/plain', text: 'Report: in May a wall fell.' },
    metadata: { 'x-amz-bedrock-kb-source-uri': 's3://incidents/1' },
    sourceRetriever: { identifier: 'KB2' },
  },
  {
    content: {
      mimeType: 'text/markdown',
      byteContent: Buffer.from('So ties are checked every year.').toString('base64'),
    },
    sourceRetriever: { identifier: 'KB1' },
  },
];
const result = event('result', {
  results,
  generatedResponse: {
    answer,
    citations: [
      { startIndex: 0, endIndex: 12, references: [{ resultIndex: 0 }] },
      { startIndex: 13, endIndex: 44, references: [{ resultIndex: 1 }, { resultIndex: 9 }] },
    ],
  },
});

async function open(reply: Reply, options: Partial<AgenticRetrievalOptions> = {}) {
  const server = await startServer();
  server.reply(reply);
  const connection = server.connect({ retry: false });
  return { server, agent: agenticRetrieval({ connection, sources, ...options }) };
}

it('asks about the sources that the principal may read', async () => {
  const { server, agent } = await open(frames([result]));
  await agent.run('What was learned?', { principal }).value();
  expect(server.received[0]).toMatchObject({ method: 'POST', path: '/agenticRetrieveStream' });
  expect(server.body()).toEqual({
    messages: [{ role: 'user', content: { text: 'What was learned?' } }],
    retrievers: [
      { description: 'The handbook', configuration: { knowledgeBase: { knowledgeBaseId: 'KB1' } } },
      {
        description: 'Incidents',
        configuration: {
          knowledgeBase: {
            knowledgeBaseId: 'KB2',
            retrievalOverrides: {
              filter: { listContains: { key: 'g', value: 'masons' } },
              maxNumberOfResults: 4,
            },
          },
        },
      },
    ],
    agenticRetrieveConfiguration: { foundationModelType: 'MANAGED' },
    userContext: { userId: 'ada' },
    generateResponse: true,
  });
});

it('names its own model, reranker, rounds, guardrail, instructions and memory', async () => {
  const { server, agent } = await open(frames([result]), {
    model: 'amazon.nova-pro-v1:0',
    rerank: 'cohere.rerank-v3-5:0',
    maxIterations: 3,
    guardrail: { id: 'g', version: '1' },
    instructions: { id: 'i', version: '2' },
    memory: { id: 'm', actor: 'ada', session: 's' },
  });
  await agent.run('q', { principal }).value();
  const arn = (id: string) => ({
    modelConfiguration: { modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${id}` },
  });
  expect(server.body()).toMatchObject({
    agenticRetrieveConfiguration: {
      foundationModelType: 'CUSTOM',
      foundationModelConfiguration: {
        type: 'BEDROCK_FOUNDATION_MODEL',
        bedrockFoundationModelConfiguration: arn('amazon.nova-pro-v1:0'),
      },
      rerankingModelType: 'CUSTOM',
      rerankingConfiguration: {
        type: 'BEDROCK_RERANKING_MODEL',
        bedrockRerankingConfiguration: arn('cohere.rerank-v3-5:0'),
      },
      maxAgentIteration: 3,
    },
    policyConfiguration: {
      bedrockGuardrailConfiguration: { guardrailId: 'g', guardrailVersion: '1' },
    },
    retrievalInstructionConfiguration: { retrievalInstructionId: 'i', version: '2' },
    memoryConfiguration: { memoryId: 'm', sessionBinding: { actorId: 'ada', sessionId: 's' } },
  });
  const none = await open(frames([result]), { rerank: 'none' });
  await none.agent.run('q', { principal }).value();
  expect(none.server.body().agenticRetrieveConfiguration).toMatchObject({
    rerankingModelType: 'NONE',
  });
});

it('answers with citations that are verbatim in its passages, and with what it did', async () => {
  const planning = trace('Planning', {
    actions: [{ retrieve: { inputQuery: { text: 'walls' }, sourceRetrievers: [] } }],
  });
  const search = trace('Retrieval', { retrievalResponse: results });
  const { agent } = await open(frames([planning, search, said('A wall'), said(' fell.'), result]));
  const run = agent.run('q', { principal });
  const notes: unknown[] = [];
  for await (const one of run) if (one.type === 'note') notes.push([one.name, one.data]);
  const value = await run.value();
  expect(value).toMatchObject({ text: answer, grounding: 'grounded' });
  expect(value.citations).toMatchObject([
    { source: 's3://incidents/1', passage: 0, answer: { start: 0, end: 12 } },
    { quote: 'So ties are checked every year.', passage: 1, answer: { start: 13, end: 44 } },
  ]);
  for (const { passage, span, quote } of value.citations) {
    expect(value.passages[passage]?.text.slice(span.start, span.end)).toBe(quote);
  }
  expect(value.steps).toMatchObject([
    { name: 'Planning', facts: { status: 'SUCCEEDED', message: 'done' } },
    { name: 'Retrieval', facts: { passages: 2 } },
  ]);
  expect(notes).toEqual([
    ['agentic.step', expect.objectContaining({ name: 'Planning' })],
    ['agentic.step', expect.objectContaining({ name: 'Retrieval' })],
    ['answer.text', 'A wall'],
    ['answer.text', ' fell.'],
  ]);
});

it('asks nothing when the principal may read none of its sources, and nobody gets an answer', async () => {
  const { server, agent } = await open(frames([result]));
  const other = { ...principal, tenant: 'third' };
  expect(await agent.run('q', { principal: other }).value()).toMatchObject({
    grounding: 'abstained',
  });
  expect(await agent.run('q').outcome).toMatchObject({ error: { code: 'access.missing' } });
  expect(server.received).toHaveLength(0);
});

describe('it fails', () => {
  it.each([
    ['when the stream ends before its result', frames([said('Half')]), 'model.truncated'],
    ['when the stream is cut', frames([said('Half')], 'reset'), 'model.network'],
    [
      'when it is throttled',
      frames([exception('throttlingException', { message: 'm' })]),
      'model.throttled',
    ],
    [
      'on a conflict',
      frames([exception('conflictException', { message: 'm' })]),
      'model.invalid-request',
    ],
    [
      'on a quota',
      frames([exception('serviceQuotaExceededException', { message: 'm' })]),
      'model.quota',
    ],
    [
      'without rights',
      frames([exception('accessDeniedException', { message: 'm' })]),
      'model.denied',
    ],
    [
      'when it is gone',
      frames([exception('resourceNotFoundException', { message: 'm' })]),
      'model.not-found',
    ],
    [
      'on a failure inside',
      frames([exception('internalServerException', { message: 'm' })]),
      'model.failed',
    ],
    [
      'on a bad request',
      frames([exception('validationException', { message: 'm' })]),
      'model.invalid-request',
    ],
  ])('%s', async (_, reply, code) => {
    const { agent } = await open(reply);
    expect(await agent.run('q', { principal }).outcome).toMatchObject({
      status: 'failed',
      error: { code },
    });
  });

  it('as blocked when a guardrail leaves no answer', async () => {
    const guardrail = { id: 'g', version: '1', action: 'INTERVENED' };
    const warned = trace('Planning', { warnings: [{ guardrail }] });
    const { agent } = await open(frames([warned, event('result', { results: [] })]));
    expect(await agent.run('q', { principal }).outcome).toMatchObject({ status: 'blocked' });
  });
});
