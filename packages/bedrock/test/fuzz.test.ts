import { detachedContext, isAshlarError, user } from '@ashlar/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BedrockConnection, chatModel, guardrail, guardrailChecks } from '../src/index.ts';
import {
  agenticRetrieval,
  knowledgeBase,
  queryGenerator,
  reranker,
  retrieveAndGenerate,
} from '../src/knowledge/index.ts';
import { collect } from './support/collect.ts';
import { event, exception, frame } from './support/frame.ts';
import { frames, hello, json, start, text } from './support/replies.ts';
import { type Server, startServer } from './support/server.ts';

const runs = process.env.ASHLAR_SOAK === '1' ? 3000 : 300;
const request = { messages: [user('Hi')] };

const word = fc.constantFrom(
  'text',
  'toolUse',
  'toolResult',
  'reasoningContent',
  'citation',
  'image',
  'hologram',
  'start',
  'delta',
  'contentBlockIndex',
  'source',
  'bytes',
  'usage',
  'stopReason',
  'input',
  '__proto__',
);
const { payload } = fc.letrec((tie) => ({
  payload: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.boolean(),
    fc.array(tie('payload'), { maxLength: 3 }),
    fc.dictionary(word, tie('payload'), { maxKeys: 4 }),
  ),
}));
const eventType = fc.constantFrom(
  'messageStart',
  'contentBlockStart',
  'contentBlockDelta',
  'contentBlockStop',
  'messageStop',
  'metadata',
  'throttlingException',
  'somethingElse',
);
const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));

/** Frames that are well made, with odd contents; frames that are not; and bytes that are no frames. */
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(eventType, payload).map(([type, body]) => event(type, body)) },
  { weight: 3, arbitrary: fc.constantFrom(...hello) },
  { weight: 1, arbitrary: payload.map((body) => exception('internalServerException', { body })) },
  { weight: 1, arbitrary: bytes.map((raw) => event('contentBlockDelta', raw)) },
  { weight: 1, arbitrary: bytes.map((raw) => frame({ ':message-type': 'riddle' }, raw)) },
  { weight: 1, arbitrary: bytes },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...hello), fc.nat()).map(([whole, at]) => {
      const broken = Buffer.from(whole);
      const place = at % broken.length;
      broken[place] = (broken[place] ?? 0) ^ 0xff;
      return broken;
    }),
  },
);

/** Nothing of a test may stay open: no socket once its connection is closed. */
async function expectNothingLeft(server: Server, connection: BedrockConnection): Promise<void> {
  connection.close();
  for (let look = 0; look < 200 && (await server.open()) > 0; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(await server.open()).toBe(0);
}

it('ends every stream of nonsense with an answer or with one of our errors', async () => {
  const server = await startServer();
  const connection = server.connect({ idleTimeoutMs: 500, retry: false });
  const model = chatModel('m', { connection });
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 8 }),
      fc.constantFrom('end', 'reset'),
      async (list, end) => {
        server.reply(frames(list, end));
        const outcome = await collect(model.stream(request)).then(
          (events) => events.at(-1)?.type === 'finish',
          isAshlarError,
        );
        expect(outcome).toBe(true);
      },
    ),
    { numRuns: runs },
  );
  await expectNothingLeft(server, connection);
}, 300_000);

it('ends every managed answer over nonsense with an outcome', async () => {
  const server = await startServer();
  const connection = server.connect({ idleTimeoutMs: 500, retry: false });
  const rights = { tenant: 'acme' };
  const principal = { tenant: 'acme', subject: 'ada', groups: [] };
  const model = 'amazon.nova-lite-v1:0';
  const agents = [
    retrieveAndGenerate({ id: 'KB1', model, connection, rights, stream: true }),
    agenticRetrieval({ connection, sources: [{ id: 'KB1', description: 'd', rights }] }),
  ];
  const name = fc.constantFrom(
    'output',
    'citation',
    'guardrail',
    'result',
    'traceEvent',
    'responseEvent',
  );
  const said = fc.tuple(name, payload).map(([type, body]) => event(type, body));
  const list = fc.array(fc.oneof({ weight: 2, arbitrary: said }, { weight: 1, arbitrary: piece }), {
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(
      list,
      fc.constantFrom('end', 'reset'),
      fc.constantFrom(...agents),
      async (some, end, agent) => {
        server.reply(frames(some, end));
        const outcome = await agent.run('q', { principal }).outcome;
        expect(outcome.status).toMatch(/^(completed|failed|blocked)$/);
      },
    ),
    { numRuns: runs },
  );
  await expectNothingLeft(server, connection);
}, 300_000);

/** A frame that claims to be longer than it is, or that is as long as it claims. */
function oversized(claimed: number, real: number): Buffer {
  const bytes = Buffer.alloc(Math.max(16, real));
  bytes.writeUInt32BE(claimed, 0);
  bytes.writeUInt32BE(claimed, 4);
  return bytes;
}

it.each([
  ['a frame that claims four gigabytes', [start, oversized(0xffffffff, 32)]],
  ['a frame that claims to be shorter than its own head', [start, oversized(3, 32)]],
  ['a frame with headers longer than itself', [start, oversized(32, 32)]],
  ['a frame of 20 megabytes of text', [start, text('x'.repeat(20_000_000))]],
  ['text that is not UTF-8', [start, event('contentBlockDelta', Buffer.from([0x7b, 0xff, 0xfe]))]],
  ['an event without a type', [start, frame({ ':message-type': 'event' }, {})]],
  ['a message without headers', [start, frame({}, {})]],
  ['no frame at all', [Buffer.from('<html>Bad gateway</html>')]],
])('is not hung, killed or leaked by %s', async (_, list) => {
  const server = await startServer();
  const connection = server.connect({ idleTimeoutMs: 300, retry: false });
  const model = chatModel('m', { connection });
  for (const end of ['end', 'reset', 'stall'] as const) {
    server.reply(frames(list, end));
    await expect(collect(model.stream(request))).rejects.toSatisfy(isAshlarError);
  }
  server.reply(frames(hello));
  expect((await collect(model.stream(request))).at(-1)?.type).toBe('finish');
  await expectNothingLeft(server, connection);
});

it('ends every guardrail, search and rerank over nonsense with a value or with one of our errors', async () => {
  const server = await startServer();
  const connection = server.connect({ retry: false });
  const context = { ...detachedContext(), stage: 'input' } as const;
  const parts = [{ part: { type: 'text', text: 'Hi' }, origin: 'user', index: 0 }] as const;
  const access = { tenant: 'acme', subject: 'ada', groups: [] };
  const applied = guardrail({ id: 'g', version: '1', connection });
  const checks = guardrailChecks({ connection, promptAttack: ['JAILBREAK'] });
  const base = knowledgeBase({ id: 'KB1', connection, rights: { tenant: 'acme' } });
  const rerank = reranker({ model: 'cohere.rerank-v3-5:0', connection });
  const run = { principal: access };
  const model = 'amazon.nova-lite-v1:0';
  const rights = { tenant: 'acme' };
  const generate = queryGenerator({ knowledgeBase: 'arn:kb/KB1', connection });
  const asks = [
    () => retrieveAndGenerate({ id: 'KB1', model, connection, rights }).run('q', run).value(),
    () => generate('q'),
    () => applied.inspect(parts, context),
    () => checks.inspect(parts, context),
    () => base.retrieve({ text: 'q' }, access),
    () => rerank.rerank('q', ['a', 'b']),
  ];
  const member = fc.constantFrom(
    'action',
    'assessments',
    'topicPolicy',
    'topics',
    'sensitiveInformationPolicy',
    'piiEntities',
    'results',
    'promptAttack',
    'severityScore',
    'retrievalResults',
    'content',
    'text',
    'index',
    'relevanceScore',
    'output',
    'citations',
    'retrievedReferences',
    'generatedResponsePart',
    'queries',
    'sql',
  );
  const { reply } = fc.letrec((tie) => ({
    reply: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>('NONE', 'GUARDRAIL_INTERVENED', 0, -1, null, true),
      fc.array(tie('reply'), { maxLength: 3 }),
      fc.dictionary(member, tie('reply'), { maxKeys: 4 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(reply, fc.constantFrom(...asks), async (body, ask) => {
      server.reply(json(200, body));
      const outcome = await Promise.resolve(ask()).then(() => true, isAshlarError);
      expect(outcome).toBe(true);
    }),
    { numRuns: runs },
  );
  await expectNothingLeft(server, connection);
}, 300_000);

it('ends every unary reply of nonsense with an answer or with one of our errors', async () => {
  const server = await startServer();
  const model = chatModel('m', { connection: server.connect({ retry: false }) });
  const message = fc.record({ role: fc.constant('assistant'), content: fc.array(payload) });
  const reply = fc.oneof(
    payload,
    fc.record({
      output: fc.record({ message }),
      stopReason: fc.string(),
      usage: fc.record({ inputTokens: fc.nat(), outputTokens: fc.nat() }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(reply, fc.constantFrom(200, 200, 400, 500), async (body, status) => {
      server.reply(json(status, body));
      const outcome = await model.generate(request).then(() => true, isAshlarError);
      expect(outcome).toBe(true);
    }),
    { numRuns: runs },
  );
}, 300_000);
