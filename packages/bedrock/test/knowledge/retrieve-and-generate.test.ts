import { memoryJournal } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import {
  type KnowledgeAnswer,
  type RetrieveAndGenerateOptions,
  retrieveAndGenerate,
} from '../../src/knowledge/index.ts';
import { event, exception } from '../support/frame.ts';
import { type End, failure, frames, json } from '../support/replies.ts';
import { type Reply, startServer } from '../support/server.ts';

const principal = { tenant: 'acme', subject: 'ada', groups: [] };
const chunk = 'Sprints. A sprint takes two weeks.\nIt ends with a review on Friday.';

const reference = (text: string, uri = 's3://docs/handbook.md') => ({
  content: { type: 'TEXT', text },
  location: { type: 'S3', s3Location: { uri } },
  metadata: {},
});

const first = 'A sprint takes two weeks.';
const text = `${first} Bring cake to the review.`;
const citation = (part: string, start: number, references: readonly object[]) => ({
  generatedResponsePart: {
    // The end that the service gives is inclusive in its own examples: it is not to be trusted.
    textResponsePart: { text: part, span: { start, end: start + part.length - 1 } },
  },
  retrievedReferences: references,
});

const whole = json(200, {
  sessionId: 's-1',
  output: { text },
  citations: [
    citation(first, 0, [reference(chunk)]),
    citation(' Bring cake to the review.', 25, []),
  ],
});

async function open(reply: Reply, options: Partial<RetrieveAndGenerateOptions> = {}) {
  const server = await startServer();
  server.reply(reply);
  const agent = retrieveAndGenerate({
    id: 'KB1',
    model: 'amazon.nova-lite-v1:0',
    connection: server.connect({ retry: false }),
    rights: { tenant: 'acme' },
    ...options,
  });
  return { server, agent };
}

function expectVerbatim({ citations, passages, text: said }: KnowledgeAnswer): void {
  for (const { passage, span, quote, source, answer } of citations) {
    expect(passages[passage]?.text.slice(span.start, span.end)).toBe(quote);
    expect(passages[passage]?.source).toBe(source);
    if (answer !== undefined) expect(said.slice(answer.start, answer.end)).not.toBe('');
  }
}

it('asks once and answers with citations that are verbatim in what was found', async () => {
  const { server, agent } = await open(whole, { limit: 3, maxTokens: 200, temperature: 0 });
  const answer = await agent.run('How long is a sprint?', { principal }).value();
  expect(server.received[0]).toMatchObject({ method: 'POST', path: '/retrieveAndGenerate' });
  expect(server.body()).toEqual({
    input: { text: 'How long is a sprint?' },
    retrieveAndGenerateConfiguration: {
      type: 'KNOWLEDGE_BASE',
      knowledgeBaseConfiguration: {
        knowledgeBaseId: 'KB1',
        modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
        retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 3 } },
        generationConfiguration: {
          inferenceConfig: { textInferenceConfig: { maxTokens: 200, temperature: 0 } },
        },
      },
    },
  });
  expect(answer).toMatchObject({ text, sessionId: 's-1', grounding: 'partial' });
  expect(answer.citations).toMatchObject([
    {
      source: 's3://docs/handbook.md',
      passage: 0,
      quote: first,
      line: 1,
      span: { start: 9, end: 34 },
      answer: { start: 0, end: 25 },
    },
  ]);
  expect(answer.passages).toMatchObject([{ text: chunk, label: { origin: 'retrieval' } }]);
  expectVerbatim(answer);
});

it('cites the whole passage for what does not stand in it word for word', async () => {
  const said = 'Two weeks, as agreed.';
  const { agent } = await open(
    json(200, {
      sessionId: 's',
      output: { text: said },
      citations: [citation(said, 0, [reference(chunk)])],
    }),
  );
  const answer = await agent.run('q', { principal }).value();
  expect(answer.citations).toMatchObject([{ quote: chunk, span: { start: 0, end: chunk.length } }]);
  expect(answer.grounding).toBe('grounded');
});

it('finds quoted words and second sentences, with their line, and each passage once', async () => {
  const said = 'The rule says “ends with a review on Friday” for all teams.';
  const { agent } = await open(
    json(200, {
      sessionId: 's',
      output: { text: said },
      citations: [
        citation(said, 0, [reference(chunk), reference('Other.', 's3://b'), reference(chunk)]),
      ],
    }),
  );
  const answer = await agent.run('q', { principal }).value();
  expect(answer.passages).toHaveLength(2);
  expect(answer.citations[0]).toMatchObject({ quote: 'ends with a review on Friday', line: 2 });
  expectVerbatim(answer);
});

it.each([
  ['abstained', 'Sorry, I am unable to assist you with this request.', []],
  ['ungrounded', 'Whatever you like.', []],
  ['ungrounded', 'Whatever you like.', [citation('Whatever you like.', 0, [])]],
] as const)('says that an answer is %s: %s', async (grounding, said, citations) => {
  const { agent } = await open(json(200, { sessionId: 's', output: { text: said }, citations }));
  expect(await agent.run('q', { principal }).value()).toMatchObject({ grounding, citations: [] });
});

it('goes on with a conversation, decomposes, filters and encrypts when asked to', async () => {
  const { server, agent } = await open(whole, {
    decompose: true,
    kmsKeyArn: 'arn:aws:kms:us-east-1:1:key/1',
    prompt: 'Answer from $search_results$',
    guardrail: { id: 'g', version: '2' },
    rights: { tenant: { field: 'tenant' }, user: true },
  });
  await agent.run({ question: 'And then?', sessionId: 's-1' }, { principal }).value();
  expect(server.body()).toMatchObject({
    sessionId: 's-1',
    sessionConfiguration: { kmsKeyArn: 'arn:aws:kms:us-east-1:1:key/1' },
    userContext: { userId: 'ada' },
    retrieveAndGenerateConfiguration: {
      knowledgeBaseConfiguration: {
        retrievalConfiguration: {
          vectorSearchConfiguration: { filter: { equals: { key: 'tenant', value: 'acme' } } },
        },
        generationConfiguration: {
          promptTemplate: { textPromptTemplate: 'Answer from $search_results$' },
          guardrailConfiguration: { guardrailId: 'g', guardrailVersion: '2' },
        },
        orchestrationConfiguration: {
          queryTransformationConfiguration: { type: 'QUERY_DECOMPOSITION' },
        },
      },
    },
  });
});

it('answers nobody, another tenant with nothing, and refuses long questions', async () => {
  const { server, agent } = await open(whole);
  const nobody = await agent.run('q').outcome;
  expect(nobody).toMatchObject({ status: 'failed', error: { code: 'access.missing' } });
  const other = await agent.run('q', { principal: { ...principal, tenant: 'other' } }).value();
  expect(other).toMatchObject({ text: '', citations: [], passages: [], grounding: 'abstained' });
  const long = await agent.run('x'.repeat(1001), { principal }).outcome;
  expect(long).toMatchObject({ status: 'failed', error: { code: 'model.invalid-request' } });
  expect(server.received).toHaveLength(0);
  const audit = await open(whole, { unrestricted: 'nightly audit' });
  expect(await audit.agent.run('q').value()).toMatchObject({ text });
});

it('is blocked by its guardrail', async () => {
  const reply = { sessionId: 's', output: { text: 'No.' }, guardrailAction: 'INTERVENED' };
  const { agent } = await open(json(200, reply));
  expect(await agent.run('q', { principal }).outcome).toMatchObject({
    status: 'blocked',
    verdicts: [{ code: 'guardrail.intervened' }],
  });
});

it('is refused by a money budget until somebody says what it costs', async () => {
  const unpriced = await open(whole);
  const budget = { usd: 1 };
  expect(await unpriced.agent.run('q', { principal, budget }).outcome).toMatchObject({
    status: 'failed',
    error: { code: 'budget.unpriced' },
  });
  const priced = await open(whole, { usdPerAnswer: 0.01 });
  const outcome = await priced.agent.run('q', { principal, budget }).outcome;
  expect(outcome).toMatchObject({ status: 'completed', usage: { usd: 0.01 } });
});

it('is not asked again when the run is replayed', async () => {
  const { server, agent } = await open(whole);
  const journal = memoryJournal();
  const once = await agent.run('q', { principal, id: 'r', journal }).value();
  const again = await agent.run('q', { principal, id: 'r', journal }).value();
  expect(again).toEqual(once);
  expect(server.received).toHaveLength(1);
});

describe('as a stream', () => {
  const output = (piece: string) => event('output', { text: piece });
  const cited = event('citation', { citation: citation(first, 0, [reference(chunk)]) });
  const newer = event('citation', citation(first, 0, [reference(chunk)]));
  const streamed = (list: readonly Buffer[], end: End = 'end'): Reply => {
    return (response, request) => {
      response.setHeader('x-amzn-bedrock-knowledge-base-session-id', 's-9');
      frames(list, end)(response, request);
    };
  };

  it.each([
    ['an older', cited],
    ['a newer', newer],
  ])('delivers text on the way, and the same answer, with %s citation', async (_, frame) => {
    const reply = streamed([output(first), output(' Bring cake.'), frame]);
    const { server, agent } = await open(reply, { stream: true });
    const run = agent.run('q', { principal });
    const pieces: unknown[] = [];
    for await (const one of run) {
      if (one.type === 'note' && one.name === 'answer.text') pieces.push(one.data);
    }
    expect(server.received[0]?.path).toBe('/retrieveAndGenerateStream');
    expect(pieces).toEqual([first, ' Bring cake.']);
    const answer = await run.value();
    expect(answer).toMatchObject({
      text: `${first} Bring cake.`,
      sessionId: 's-9',
      citations: [{ quote: first }],
    });
    expectVerbatim(answer);
  });

  it.each([
    ['ends without an answer', streamed([]), 'model.truncated'],
    ['is cut', streamed([output('Half')], 'reset'), 'model.network'],
    [
      'throttles',
      streamed([exception('throttlingException', { message: 'm' })]),
      'model.throttled',
    ],
    [
      'fails in the middle',
      streamed([
        output('Half'),
        exception('badGatewayException', { message: 'm', resourceName: 'r' }),
      ]),
      'model.unavailable',
    ],
    [
      'loses what is behind it',
      streamed([exception('dependencyFailedException', { message: 'm', resourceName: 'r' })]),
      'model.failed',
    ],
    ['is refused', failure(403, 'AccessDeniedException'), 'model.denied'],
  ])('fails when it %s', async (_, reply, code) => {
    const { agent } = await open(reply, { stream: true });
    expect(await agent.run('q', { principal }).outcome).toMatchObject({
      status: 'failed',
      error: { code, facts: { model: 'knowledge-base/KB1' } },
    });
  });

  it('is blocked when its guardrail intervenes on the way', async () => {
    const reply = streamed([output('A'), event('guardrail', { action: 'INTERVENED' })]);
    const { agent } = await open(reply, { stream: true });
    expect(await agent.run('q', { principal }).outcome).toMatchObject({ status: 'blocked' });
  });

  it('is closed on the wire when the run is aborted', async () => {
    const { server, agent } = await open(streamed([output('Half')], 'stall'), { stream: true });
    const controller = new AbortController();
    const run = agent.run('q', { principal, signal: controller.signal });
    for await (const one of run) if (one.type === 'note') controller.abort();
    expect(await run.outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
    await server.received[0]?.aborted;
  });
});
