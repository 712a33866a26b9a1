import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import type { Check } from '@ashlar/core';
import { hashEmbedder, listRetriever } from '@ashlar/core/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmulatorOptions, emulator } from '../src/index.ts';
import { operationNames, operations } from '../src/server/operation.ts';
import { agentShapes } from '../src/validate/agent-shapes.ts';
import { shapes } from '../src/validate/shapes.ts';
import { wordCheck } from './checks.ts';
import { echoModel } from './echo-model.ts';
import { serve } from './serve.ts';

const runs = process.env.ASHLAR_SOAK === '1' ? 20_000 : 300;

/** Everything that can be asked is there, so that bodies get as far as they can. */
const checks: Check[] = [
  wordCheck('a', { action: 'mask', code: 'pii.email' }),
  wordCheck('x', { action: 'block', code: 'topic.x' }),
];
const everything = (): EmulatorOptions => ({
  chat: echoModel(),
  embedder: hashEmbedder(256),
  reranker: {
    id: 'r',
    rerank: async (_query, passages) => passages.map((_, index) => ({ index, score: 1 })),
  },
  retrievers: listRetriever(['a', 'x', 'default']),
  checks,
  toSql: () => 'select 1',
  documents: () => ({ mimeType: 'text/plain', content: 'a' }),
});

// What escapes anywhere in this process is a defect of the emulator: nothing else runs in this file.
const escaped: unknown[] = [];
const note = (reason: unknown): void => void escaped.push(reason);
beforeAll(() => {
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});
afterAll(() => {
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  expect(escaped).toEqual([]);
});

/** Bodies made of the services' own words, so that many get past the first check. */
const words = [
  ...new Set(
    [...Object.values(shapes), ...Object.values(agentShapes)].flatMap(
      (text) => text.match(/\w+(?=:)/g) ?? [],
    ),
  ),
  'anthropic_version',
  'max_tokens',
  'inputText',
  'input_type',
  'texts',
  'singleEmbeddingParams',
  'schemaVersion',
];
const { body } = fc.letrec<{ body: unknown }>((tie) => ({
  body: fc.oneof(
    { maxDepth: 7, depthSize: 'medium' },
    fc.constantFrom<unknown>(
      'user',
      'assistant',
      'text',
      'a',
      '',
      null,
      0,
      1.5,
      true,
      'default',
      'INPUT',
    ),
    fc.array(tie('body'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), tie('body'), { maxKeys: 4 }),
  ),
}));

const hello = [{ role: 'user', content: [{ text: 'x' }] }];
const kb = 'KB12345678';
const arn = 'arn:aws:bedrock:eu-central-1::foundation-model/acme.m-v1:0';
/** A request of each operation that is right; fuzzing puts odd members into it. */
const right: Readonly<Record<string, object>> = {
  Converse: { messages: hello },
  ConverseStream: { messages: hello },
  InvokeModel: {
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'x' }],
  },
  InvokeModelWithResponseStream: {
    anthropic_version: 'b',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'x' }],
  },
  CountTokens: { input: { converse: { messages: hello } } },
  ApplyGuardrail: { source: 'INPUT', content: [{ text: { text: 'a x' } }] },
  InvokeGuardrailChecks: {
    messages: hello,
    checks: { promptAttack: { categories: [{ category: 'JAILBREAK' }] } },
  },
  Rerank: {
    queries: [{ type: 'TEXT', textQuery: { text: 'a' } }],
    sources: [
      { type: 'INLINE', inlineDocumentSource: { type: 'TEXT', textDocument: { text: 'a' } } },
    ],
    rerankingConfiguration: {
      type: 'BEDROCK_RERANKING_MODEL',
      bedrockRerankingConfiguration: { modelConfiguration: { modelArn: arn } },
    },
  },
  Retrieve: { retrievalQuery: { text: 'a' } },
  RetrieveAndGenerate: generate(),
  RetrieveAndGenerateStream: generate(),
  AgenticRetrieveStream: {
    messages: [{ role: 'user', content: { text: 'a' } }],
    retrievers: [{ configuration: { knowledgeBase: { knowledgeBaseId: kb } } }],
    agenticRetrieveConfiguration: {},
    generateResponse: true,
  },
  GenerateQuery: {
    queryGenerationInput: { type: 'TEXT', text: 'a' },
    transformationConfiguration: {
      mode: 'TEXT_TO_SQL',
      textToSqlConfiguration: {
        type: 'KNOWLEDGE_BASE',
        knowledgeBaseConfiguration: {
          knowledgeBaseArn: `arn:aws:bedrock:eu-central-1:123456789012:knowledge-base/${kb}`,
        },
      },
    },
  },
  GetDocumentContent: {},
};
function generate(): object {
  return {
    input: { text: 'a' },
    retrieveAndGenerateConfiguration: {
      type: 'KNOWLEDGE_BASE',
      knowledgeBaseConfiguration: { knowledgeBaseId: kb, modelArn: arn },
    },
  };
}

const labels: Readonly<Record<string, string>> = {
  modelId: 'm',
  guardrailIdentifier: 'gr1',
  guardrailVersion: '1',
  knowledgeBaseId: kb,
  dataSourceId: 'DS1',
  documentId: 'd',
};
const pathOf = (name: (typeof operationNames)[number]) =>
  operations[name].path.replace(/\{(\w+)\}/g, (_, label: string) => labels[label] ?? '');

const operation = fc.constantFrom(...operationNames);
const own = fc.dictionary(fc.constantFrom(...words), body, { maxKeys: 3 });

it.each(operationNames)('a right request of %s is answered', async (name) => {
  const { running } = await serve(everything());
  const answer = await fetch(`${running.url}${pathOf(name)}`, {
    method: 'POST',
    body: JSON.stringify(right[name]),
  });
  expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([200, null]);
  await answer.arrayBuffer();
});

it('answers every body, and only as the protocol allows', async () => {
  const { running } = await serve(everything());
  const seen = new Set<number>();
  const mixed = operation.chain((name) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof(
        body,
        own.map((odd) => ({ ...right[name], ...odd })),
        own.map((odd) => ({ ...odd, ...right[name] })),
      ),
    ),
  );
  await fc.assert(
    fc.asyncProperty(mixed, async ([name, given]) => {
      const answer = await fetch(`${running.url}${pathOf(name)}`, {
        method: 'POST',
        body: JSON.stringify(given),
        signal: AbortSignal.timeout(2000),
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      seen.add(answer.status);
      const exception = answer.headers.get('x-amzn-errortype');
      if (answer.status !== 200) {
        expect([answer.status, exception]).toSatisfy(
          () =>
            (answer.status === 400 &&
              /^(Validation|Serialization)Exception$/.test(exception ?? '')) ||
            (answer.status === 404 && exception === 'ResourceNotFoundException'),
        );
        expect(JSON.parse(bytes.toString())).toMatchObject({ message: expect.any(String) });
      }
      expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    }),
    { numRuns: runs },
  );
  expect(seen.has(200) && seen.has(400)).toBe(true);
});

it('answers bytes that are no text and no JSON with a SerializationException', async () => {
  const { running } = await serve(everything());
  await fc.assert(
    fc.asyncProperty(
      operation,
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      async (name, bytes) => {
        // 0xff is in no UTF-8.
        const answer = await fetch(`${running.url}${pathOf(name)}`, {
          method: 'POST',
          body: Buffer.concat([Buffer.from([0xff]), bytes]),
          signal: AbortSignal.timeout(2000),
        });
        await answer.arrayBuffer();
        expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([
          400,
          'SerializationException',
        ]);
      },
    ),
    { numRuns: Math.min(runs, 100) },
  );
});

it('answers every path with a well-formed error, whatever is in it', async () => {
  const { running } = await serve(everything());
  const part = fc.constantFrom(
    'model',
    'm',
    'converse',
    '%',
    '%ff',
    '%2F',
    '..',
    '',
    'guardrail',
    'version',
    'é',
    '_ashlar',
    'faults',
    '*',
    'x'.repeat(3000),
  );
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS');
  await fc.assert(
    fc.asyncProperty(method, fc.array(part, { maxLength: 5 }), async (verb, parts) => {
      const answer = await fetch(`${running.url}/${parts.join('/')}`, {
        method: verb,
        signal: AbortSignal.timeout(2000),
        ...(verb === 'POST' && { body: '{}' }),
      });
      const value = await answer.json();
      expect(answer.status).toSatisfy((status: number) => [200, 400, 404].includes(status));
      if (answer.status >= 400) expect(value).toMatchObject({ message: expect.any(String) });
    }),
    { numRuns: Math.min(runs, 150) },
  );
});

it('refuses a body over its limit and goes on', async () => {
  const { running } = await serve(everything());
  const url = `${running.url}/model/m/converse`;
  const big = await fetch(url, { method: 'POST', body: Buffer.alloc(36_000_001, 0x20) });
  expect([big.status, big.headers.get('x-amzn-errortype')]).toEqual([
    413,
    'RequestEntityTooLargeException',
  ]);
  const next = await fetch(url, { method: 'POST', body: JSON.stringify(right.Converse) });
  expect(next.status).toBe(200);
});

it('forgets an upload that is cut, over both protocols, and keeps no socket', async () => {
  const { running } = await serve(everything());
  for (let n = 0; n < 20; n += 1) {
    const socket = connect(running.port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write('POST /model/m/converse HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"mess');
    await new Promise((next) => setTimeout(next, 2));
    socket.resetAndDestroy();
  }
  for (let n = 0; n < 20; n += 1) {
    const socket = connect(running.port, '127.0.0.1');
    socket.on('error', () => {});
    const session = connectHttp2(running.url, { createConnection: () => socket });
    session.on('error', () => {});
    await once(session, 'connect');
    const stream = session.request({ ':method': 'POST', ':path': '/model/m/converse' });
    stream.on('error', () => {});
    stream.write('{"mess');
    await expect.poll(() => running.requests.length).toBe(21 + n);
    socket.resetAndDestroy();
  }
  await expect
    .poll(() => running.requests.map(({ end }) => end), { timeout: 5000 })
    .toSatisfy((ends: string[]) => ends.every((end) => end === 'client-left'));
});

it('survives bytes that are no HTTP', async () => {
  const { running } = await serve(everything());
  const start = fc.constantFrom(
    '',
    'POST /model/m/converse HTTP/1.1\r\n',
    'POST /model/m/converse HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  );
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 200 }), async (head, bytes) => {
      await new Promise<void>((settle) => {
        const socket = connect(running.port, '127.0.0.1', () => {
          socket.end(Buffer.concat([Buffer.from(head, 'latin1'), bytes]));
          setTimeout(() => socket.destroy(), 10);
        });
        socket.on('error', () => {});
        socket.once('close', () => settle());
      });
    }),
    { numRuns: Math.min(runs, 60) },
  );
  expect((await fetch(running.url)).status).toBe(404);
});

it('leaves no socket behind when it closes', async () => {
  const running = await emulator(everything());
  const sockets = () =>
    process
      .getActiveResourcesInfo()
      .filter((name) => name === 'TCPSocketWrap' || name === 'TCPServerWrap').length;
  const open = Array.from({ length: 10 }, () => connect(running.port, '127.0.0.1'));
  for (const socket of open) socket.on('error', () => {});
  await Promise.all(open.map((socket) => once(socket, 'connect')));
  const before = sockets();
  const closed = open.map(
    (socket) => new Promise<void>((settle) => socket.once('close', () => settle())),
  );
  await running.close();
  await Promise.all(closed);
  await expect.poll(sockets).toBeLessThan(before - 10);
});
