import { setDefaultCACertificates } from 'node:tls';
import { bedrock, chatModel, embedder, guardrail, guardrailChecks } from '@ashlar/bedrock';
import {
  agenticRetrieval,
  knowledgeBase,
  queryGenerator,
  reranker,
  retrieveAndGenerate,
} from '@ashlar/bedrock/knowledge';
import {
  assistant,
  type ChatModel,
  type ChatRequest,
  type Check,
  isAshlarError,
  user,
} from '@ashlar/core';
import { hashEmbedder, listRetriever, wordReranker } from '@ashlar/core/testing';
import {
  describeChatModelContract,
  describeCheckContract,
  describeEmbedderContract,
  describeRerankerContract,
  describeRetrieverContract,
} from '@ashlar/core/testing/vitest';
import { type EmulatorOptions, emulator } from '@ashlar/emulator';
import { afterEach, describe, expect, it } from 'vitest';
import { chatSuite } from './chat-suite.ts';
import { moneyCap } from './money-cap.ts';
import { redact } from './redact.ts';

// The native adapters over the emulator, with the suites of core: what test/live asks of AWS, rehearsed without an account.
const opened: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function connect(options: EmulatorOptions, http2 = false) {
  const { url, close, certificate } = await emulator(options);
  if (certificate !== undefined) setDefaultCACertificates([certificate]);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const connection = bedrock({ region: 'us-east-1', endpoint: url, credentials, http2 });
  opened.push(close, connection.close);
  return connection;
}

const otherPart = {
  type: 'other',
  vendor: 'bedrock',
  raw: { hologram: { odd: [1, null] } },
} as const;
for (const [protocol, tls] of [
  ['http/1.1', false],
  ['h2c', false],
  ['h2', true],
] as const) {
  describeChatModelContract(
    `chatModel over the emulator, ${protocol}`,
    async (chat) => {
      const connection = await connect({ chat, tls }, protocol !== 'http/1.1');
      return chatModel('amazon.nova-lite-v1:0', { connection });
    },
    { otherPart },
  );
}

for (const id of [
  'amazon.titan-embed-text-v2:0',
  'cohere.embed-v4:0',
  'amazon.nova-2-multimodal-embeddings-v1:0',
]) {
  describeEmbedderContract(`${id} over the emulator`, async () => {
    const engine = (_: string, { dimensions = 1024 }: { readonly dimensions?: number }) =>
      hashEmbedder(dimensions);
    const price = { inputUsd: 1, outputUsd: 0, asOf: '2026-11-21' };
    return embedder(id, { connection: await connect({ embedder: engine }), price });
  });
}

describeRerankerContract('reranker over the emulator', async () => {
  const connection = await connect({ reranker: wordReranker() });
  return { reranker: reranker({ model: 'amazon.rerank-v1:0', connection }) };
});

const address: Check = {
  id: 'addresses',
  stages: ['input', 'output'],
  origins: ['user', 'model'],
  cost: 'local',
  inspect: (parts) =>
    parts.flatMap(({ part, index }) =>
      [...(part.type === 'text' ? part.text : '').matchAll(/[\w.]+@[\w.]+\.\w+/g)].map(
        ({ 0: match, index: start }) => ({
          check: 'addresses',
          action: 'mask' as const,
          code: 'pii.email',
          message: 'An address.',
          part: index,
          span: { start, end: start + match.length },
          replacement: '{EMAIL}',
        }),
      ),
    ),
};
const samples = [
  { text: 'A peaceful text.', action: 'allow' },
  { text: 'Write to ann@example.org, not bob@example.org', action: 'mask', code: 'pii.email' },
] as const;

describeCheckContract('guardrail over the emulator', async () => {
  const connection = await connect({ checks: { gr1: [address] } });
  return { check: guardrail({ id: 'gr1', version: '1', connection }), samples };
});

describeCheckContract('guardrailChecks over the emulator', async () => {
  const connection = await connect({ checks: () => [address] });
  return { check: guardrailChecks({ connection, sensitiveInformation: ['EMAIL'] }), samples };
});

const passages = [
  { text: 'Ashlar is finely dressed stone.', source: 's3://docs/ashlar.md' },
  { text: 'Rubble is rough stone.', source: 's3://docs/rubble.md' },
  { text: 'Bread is baked.', source: 's3://docs/bread.md' },
];
const ada = { tenant: 'acme', subject: 'ada', groups: [] };

const retrievers = () => listRetriever(passages.map((one) => ({ ...one, tenant: 'acme' })));
const access = () => ada;

describeRetrieverContract('knowledgeBase over the emulator', async () => {
  const connection = await connect({ retrievers: retrievers(), access });
  const retriever = knowledgeBase({ id: 'KB12345678', connection, rights: { tenant: 'acme' } });
  return { retriever, query: 'dressed stone', access: ada };
});

/** Says what it is asked to say, as far as the live suite asks. */
const parrot: ChatModel = {
  id: 'parrot',
  info: { features: ['tools', 'tool-choice', 'streaming', 'system'] },
  generate: async (request) => respond(request),
  async *stream(request) {
    const response = respond(request);
    for (const [index, part] of response.message.content.entries()) {
      if (part.type === 'text') yield { type: 'text', index, text: part.text };
      yield { type: 'part', index, part };
    }
    yield { type: 'finish', response };
  },
};

function respond({ messages, tools = [], toolChoice, maxTokens = 100 }: ChatRequest) {
  const calls = [{ model: 'parrot', outcome: 'served' as const, inputTokens: 9, outputTokens: 3 }];
  if (typeof toolChoice === 'object' && tools.length > 0) {
    const call = {
      type: 'tool-call',
      id: 't1',
      name: toolChoice.tool,
      input: { building: 'it' },
    } as const;
    return { message: assistant([call]), stopReason: 'tool-calls' as const, calls };
  }
  const heard = JSON.stringify(messages);
  const text =
    ['marble', 'Ada', 'ashlar'].filter((word) => heard.includes(word)).join(' ') || 'Well.';
  const stopReason = maxTokens < 10 ? ('max-tokens' as const) : ('end' as const);
  return { message: assistant(text), stopReason, calls };
}

describe('the live suite of chat models over the emulator', () => {
  let model: ChatModel;
  chatSuite(() => {
    const late = connect({ chat: parrot }).then((connection) =>
      chatModel('amazon.nova-lite-v1:0', { connection }),
    );
    model = {
      id: 'late',
      info: parrot.info,
      generate: async (request, context) => (await late).generate(request, context),
      async *stream(request, context) {
        yield* (await late).stream(request, context);
      },
    };
    return { model, cap: moneyCap(0.25) };
  });
});

it('the cap of the live suite holds, and refuses what has no price', async () => {
  const connection = await connect({ chat: parrot });
  const cap = moneyCap(0.0001);
  const model = chatModel('amazon.nova-lite-v1:0', { connection });
  const request = { messages: [user('Say ashlar')], maxTokens: 100 };
  await model.generate(request, cap.within());
  expect(cap.spentUsd()).toBeGreaterThan(0);
  const dear = { ...request, maxTokens: 5000 };
  const refused = (thrown: unknown) =>
    isAshlarError(thrown, 'run.stopped') && /cap|price/.test(thrown.message);
  await expect(model.generate(dear, cap.within())).rejects.toSatisfy(refused);
  const unpriced = chatModel('acme.model', { connection });
  await expect(unpriced.generate(request, cap.within())).rejects.toSatisfy(refused);
});

it('recordings of the live suite say nothing of the account', () => {
  const text = JSON.stringify({
    arn: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/x',
    key: 'AKIAABCDEFGHIJKLMNOP',
    account: '123456789012',
    id: '01234567-89ab-cdef-0123-456789abcdef',
    host: 'bedrock-runtime.us-east-1.amazonaws.com',
  });
  expect(redact(text)).not.toMatch(/123456789012|AKIA|01234567|amazonaws/);
  expect(JSON.parse(redact(text))).toHaveProperty('account');
});

it('knowledge bases answer, alone and in rounds, with citations that are verbatim', async () => {
  const connection = await connect({ chat: parrot, retrievers: retrievers(), access });
  const id = 'KB12345678';
  const rights = { tenant: 'acme' };
  const agents = [
    retrieveAndGenerate({ id, model: 'amazon.nova-lite-v1:0', connection, rights }),
    retrieveAndGenerate({ id, model: 'amazon.nova-lite-v1:0', connection, rights, stream: true }),
    agenticRetrieval({
      connection,
      sources: [{ id, description: 'Stones', rights }],
      rerank: 'none',
    }),
  ];
  for (const agent of agents) {
    const {
      text,
      citations,
      passages: found,
    } = await agent.run('What is ashlar, dressed stone?', { principal: ada }).value();
    expect(text).not.toBe('');
    for (const { passage, span, quote } of citations) {
      expect(found[passage]?.text.slice(span.start, span.end)).toBe(quote);
    }
  }
});

it('passages are reranked, and questions become SQL', async () => {
  const connection = await connect({
    reranker: {
      id: 'longest',
      rerank: async (_, texts) =>
        texts
          .map((text, index) => ({ index, score: text.length / 100 }))
          .sort((a, b) => b.score - a.score),
    },
    toSql: (text) => `SELECT '${text}'`,
  });
  const rerank = reranker({ model: 'amazon.rerank-v1:0', connection });
  expect((await rerank.rerank('q', ['a', 'abc', 'ab'])).map(({ index }) => index)).toEqual([
    1, 2, 0,
  ]);
  const knowledgeBaseArn = 'arn:aws:bedrock:us-east-1:123456789012:knowledge-base/KB12345678';
  const generate = queryGenerator({ knowledgeBase: knowledgeBaseArn, connection });
  expect(await generate('walls')).toEqual(["SELECT 'walls'"]);
});
