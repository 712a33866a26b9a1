import { isAshlarError, user } from '@ashlar/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chatModel } from '../src/index.ts';
import { collect } from './support/collect.ts';
import { event, exception, frame } from './support/frame.ts';
import { frames, hello, json } from './support/replies.ts';
import { startServer } from './support/server.ts';

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
