import { isAshlarError, user } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { type BedrockOptions, chatModel } from '../src/index.ts';
import { collect, finished } from './support/collect.ts';
import { fakeClock } from './support/fake-clock.ts';
import { exception } from './support/frame.ts';
import { recordingContext } from './support/recording-context.ts';
import { answer, failure, frames, hello, start, text } from './support/replies.ts';
import { startServer } from './support/server.ts';

const request = { messages: [user('Hi')] };
const ok = answer([{ text: 'yes' }]);
const throttled = failure(429, 'ThrottlingException');
const unavailable = failure(503, 'ServiceUnavailableException');

async function setup(options: BedrockOptions = {}) {
  const server = await startServer();
  const clock = fakeClock();
  const connection = server.connect({ clock, ...options });
  return { server, clock, model: chatModel('m', { connection }) };
}

it('repeats what may succeed later and shows every attempt', async () => {
  const { server, clock, model } = await setup({ retry: { random: () => 0.5 } });
  server.reply(throttled, unavailable, ok);
  const { calls } = await model.generate(request);
  expect(server.received).toHaveLength(3);
  expect(calls).toMatchObject([
    { outcome: 'failed', inputTokens: 0, outputTokens: 0, attempt: 1 },
    { outcome: 'failed', inputTokens: 0, outputTokens: 0, attempt: 2 },
    { outcome: 'served', inputTokens: 10, outputTokens: 5, attempt: 3 },
  ]);
  expect(clock.waits).toEqual([500, 100]);
});

it('waits as long as the service asks, in full, and jitter on top', async () => {
  const { server, clock, model } = await setup({ retry: { random: () => 0.25 } });
  server.reply(failure(429, 'ThrottlingException', {}, { 'retry-after': '30' }), ok);
  await model.generate(request);
  expect(clock.waits).toEqual([30_250]);
});

it('does not wait at all when the service asks for longer than allowed', async () => {
  const { server, clock, model } = await setup();
  server.reply(failure(429, 'ThrottlingException', {}, { 'retry-after': '61' }), ok);
  await expect(model.generate(request)).rejects.toMatchObject({
    code: 'model.throttled',
    retryable: true,
    facts: { retryAfterMs: 61_000 },
  });
  expect(server.received).toHaveLength(1);
  expect(clock.waits).toEqual([]);
});

describe.each([
  ['three attempts by default', unavailable, {}, 3],
  ['as many as said', unavailable, { retry: { maxAttempts: 5 } }, 5],
  ['one when a router owns retries', unavailable, { retry: false }, 1],
  ['two when the model timed out', failure(408, 'ModelTimeoutException'), {}, 2],
  ['more while the model is loading', failure(429, 'ModelNotReadyException'), {}, 5],
  ['one when it cannot succeed', failure(403, 'AccessDeniedException'), {}, 1],
  [
    'one when the quota of a day is used up',
    failure(429, 'ThrottlingException', { message: 'Too many tokens per day' }),
    {},
    1,
  ],
] as const)('makes %s', (_, reply, options, attempts) => {
  it(`(${attempts})`, async () => {
    const { server, model } = await setup(options);
    server.reply(reply);
    await expect(model.generate(request)).rejects.toSatisfy(isAshlarError);
    expect(server.received).toHaveLength(attempts);
  });
});

it.each([
  ['an exception as the first event', frames([exception('modelStreamErrorException', {})])],
  ['an exception after the start', frames([start, exception('internalServerException', {})])],
  ['a stream that is cut', frames([start], 'reset')],
  ['a stream that ends too early', frames([start])],
  ['an error before the stream', unavailable],
])('repeats a stream after %s, as nothing was delivered', async (_, broken) => {
  const { server, model } = await setup();
  server.reply(broken, frames(hello));
  const events = await collect(model.stream(request));
  expect(events.map(({ type }) => type)).toEqual(['text', 'text', 'part', 'finish']);
  expect(finished(events).calls.map(({ outcome }) => outcome)).toEqual(['failed', 'served']);
});

it('does not repeat a stream of which something was delivered', async () => {
  const { server, model } = await setup();
  server.reply(frames([start, text('Half')], 'reset'), frames(hello));
  await expect(collect(model.stream(request))).rejects.toMatchObject({
    facts: { midStream: true },
  });
  expect(server.received).toHaveLength(1);
});

it('stops waiting when it is aborted, and leaves no timer', async () => {
  const server = await startServer();
  const controller = new AbortController();
  let cancelled = 0;
  const clock = {
    now: () => 0,
    after: () => {
      queueMicrotask(() => controller.abort());
      return () => {
        cancelled += 1;
      };
    },
  };
  server.reply(throttled);
  const model = chatModel('m', { connection: server.connect({ clock }) });
  const context = recordingContext({ signal: controller.signal });
  await expect(model.generate(request, context)).rejects.toMatchObject({
    code: 'run.stopped',
    facts: { reason: 'aborted' },
  });
  expect(cancelled).toBe(1);
  expect(context.log).toEqual(['reserve', 'failed 0/0']);
});
