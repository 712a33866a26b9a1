import { AshlarError, user } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { type ChatModelOptions, chatModel } from '../src/index.ts';
import { collect, finished } from './support/collect.ts';
import { fakeClock } from './support/fake-clock.ts';
import { event } from './support/frame.ts';
import { recordingContext } from './support/recording-context.ts';
import {
  answer,
  failure,
  frames,
  hello,
  json,
  messageStop,
  start,
  stop,
  text,
} from './support/replies.ts';
import { startServer } from './support/server.ts';

const request = { messages: [user('Hi')] };
const haiku = 'global.anthropic.claude-haiku-4-5-20251001-v1:0';

async function setup(id = haiku, options: Partial<ChatModelOptions> = {}) {
  const server = await startServer();
  const connection = server.connect({ clock: fakeClock() });
  return { server, model: chatModel(id, { connection, ...options }) };
}

it('reserves before each attempt with the bytes of the input and the limit of the output', async () => {
  const { server, model } = await setup(haiku, { maxTokens: 100 });
  server.reply(answer([{ text: 'yes' }]));
  const context = recordingContext();
  await model.generate(request, context);
  expect(context.log).toEqual(['reserve', 'served 10/5']);
  expect(context.estimates[0]).toMatchObject({
    model: haiku,
    maxTokens: 100,
    info: { maxOutputTokens: 64_000, price: { inputUsd: 1, outputUsd: 5, asOf: '2026-09-03' } },
  });
  const { inputBytes = 0 } = context.estimates[0] ?? {};
  const sent = JSON.stringify(server.received[0]?.body.messages).length;
  expect(inputBytes).toBeGreaterThanOrEqual(sent - 20);
  expect(inputBytes).toBeLessThan(sent + 60);
});

it('sends the output limit that the budget left', async () => {
  const { server, model } = await setup(haiku, { maxTokens: 100 });
  server.reply(answer([{ text: 'yes' }]), frames(hello));
  await model.generate(request, recordingContext({ maxTokens: 7 }));
  await collect(model.stream(request, recordingContext({ maxTokens: 8 })));
  expect(server.received.map(({ body }) => body.inferenceConfig.maxTokens)).toEqual([7, 8]);
});

it('sends no limit when there is none', async () => {
  const { server, model } = await setup();
  server.reply(answer([{ text: 'yes' }]));
  await model.generate(request, recordingContext());
  expect(server.received[0]?.body).not.toHaveProperty('inferenceConfig');
});

it('counts cache tokens once, at their own price', async () => {
  const { server, model } = await setup();
  const usage = {
    inputTokens: 100,
    outputTokens: 10,
    totalTokens: 1410,
    cacheReadInputTokens: 1000,
    cacheWriteInputTokens: 300,
    cacheDetails: [{ ttl: '5m', inputTokens: 300 }],
  };
  server.reply(answer([{ text: 'yes' }], { usage }));
  const { calls, vendor } = await model.generate(request);
  expect(calls).toMatchObject([
    {
      inputTokens: 100,
      outputTokens: 10,
      cacheReadTokens: 1000,
      cacheWriteTokens: 300,
      nanoUsd: 100 * 1000 + 10 * 5000 + 1000 * 100 + 300 * 1250,
    },
  ]);
  expect(vendor?.bedrock).toMatchObject({ cacheDetails: [{ ttl: '5m', inputTokens: 300 }] });
});

it('prices what was written to the cache for an hour at its own rate', async () => {
  const { server, model } = await setup();
  const usage = {
    inputTokens: 100,
    outputTokens: 10,
    totalTokens: 410,
    cacheWriteInputTokens: 300,
    cacheDetails: [
      { ttl: '5m', inputTokens: 100 },
      { ttl: '1h', inputTokens: 200 },
    ],
  };
  server.reply(answer([{ text: 'yes' }], { usage }));
  const context = recordingContext();
  const cached = { messages: [user(['Hi', { type: 'cache-point', ttl: '1h' }])] } as const;
  const { calls } = await model.generate(cached, context);
  expect(calls).toMatchObject([
    {
      cacheWriteTokens: 300,
      cacheWriteHourTokens: 200,
      nanoUsd: 100 * 1000 + 10 * 5000 + 100 * 1250 + 200 * 2000,
    },
  ]);
  await model.generate(request, context);
  const rates = context.estimates.map(({ info }) => info.price?.cacheWriteHourUsd);
  expect(rates).toEqual([2, undefined]);
});

it('names the model that a prompt router chose, at the price of that model', async () => {
  const { server, model } = await setup('arn:aws:bedrock:us-east-1:1:prompt-router/abc');
  const invokedModelId = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0';
  server.reply(answer([{ text: 'yes' }], { trace: { promptRouter: { invokedModelId } } }));
  const { calls } = await model.generate(request);
  expect(calls).toMatchObject([{ model: 'amazon.nova-lite-v1:0', nanoUsd: 10 * 60 + 5 * 240 }]);
});

it('accounts an attempt that may have run at its upper bound, a refused one at nothing', async () => {
  const { server, model } = await setup(haiku, { maxTokens: 100 });
  server.reply(
    failure(500, 'InternalServerException'),
    failure(429, 'ThrottlingException'),
    answer([{ text: 'yes' }]),
  );
  const context = recordingContext();
  const { calls } = await model.generate(request, context);
  expect(context.log).toEqual([
    'reserve',
    'fail failed',
    'reserve',
    'failed 0/0',
    'reserve',
    'served 10/5',
  ]);
  expect(calls[0]).toMatchObject({ outcome: 'failed', estimated: true, outputTokens: 100 });
});

it('accounts nothing for a model that was still loading', async () => {
  const { server, model } = await setup(haiku, { maxTokens: 100 });
  server.reply(failure(429, 'ModelNotReadyException'), answer([{ text: 'yes' }]));
  const context = recordingContext();
  await model.generate(request, context);
  expect(context.log).toEqual(['reserve', 'failed 0/0', 'reserve', 'served 10/5']);
});

it('gives everything back when nothing was sent', async () => {
  const server = await startServer();
  const connection = server.connect({ endpoint: 'http://127.0.0.1:1', retry: false });
  const context = recordingContext();
  await expect(chatModel('m', { connection }).generate(request, context)).rejects.toThrow();
  expect(context.log).toEqual(['reserve', 'release']);
});

it('does not send when it was aborted before or while it waited for the budget', async () => {
  const { server, model } = await setup();
  const gone = AbortSignal.abort();
  const before = recordingContext({ signal: gone });
  await expect(model.generate(request, before)).rejects.toMatchObject({ code: 'run.stopped' });
  expect(before.log).toEqual([]);

  const controller = new AbortController();
  const deadline = new AshlarError('run.stopped', 'Too late.', { facts: { reason: 'deadline' } });
  const waiting = recordingContext({
    signal: controller.signal,
    onReserve: () => controller.abort(deadline),
  });
  await expect(model.generate(request, waiting)).rejects.toBe(deadline);
  await expect(collect(model.stream(request, before))).rejects.toMatchObject({
    code: 'run.stopped',
  });
  expect(waiting.log).toEqual(['reserve', 'release']);
  expect(server.received).toHaveLength(0);
});

it('settles a stream once its usage is known, also when the consumer leaves at the end', async () => {
  const { server, model } = await setup();
  server.reply(frames(hello));
  const context = recordingContext();
  for await (const shown of model.stream(request, context)) {
    if (shown.type === 'finish') break;
  }
  expect(context.log).toEqual(['reserve', 'served 10/5']);
});

it('accounts a stream that the consumer left at its upper bound', async () => {
  const { server, model } = await setup();
  server.reply(frames([start, text('Half')], 'stall'));
  const context = recordingContext();
  for await (const shown of model.stream(request, context)) {
    if (shown.type === 'text') break;
  }
  expect(context.log).toEqual(['reserve', 'fail abandoned']);
});

it('accounts an aborted call as abandoned', async () => {
  const { server, model } = await setup();
  const controller = new AbortController();
  server.reply(() => controller.abort());
  const context = recordingContext({ signal: controller.signal });
  await expect(model.generate(request, context)).rejects.toMatchObject({ code: 'run.stopped' });
  expect(context.log).toEqual(['reserve', 'fail abandoned']);
  await server.received[0]?.aborted;
});

describe.each(['priority', 'reserved'])('a call in the tier %s', (serviceTier) => {
  const vendor = { bedrock: { serviceTier } };

  it('is unpriced: the table has only prices of the standard tier', async () => {
    const { server, model } = await setup();
    expect(model.info.price).toBeDefined();
    server.reply(answer([{ text: 'yes' }]));
    const context = recordingContext();
    const { calls } = await model.generate({ ...request, vendor }, context);
    expect(context.estimates[0]?.info.price).toBeUndefined();
    expect(calls[0]).not.toHaveProperty('nanoUsd');
  });

  it('has the price that the caller gave', async () => {
    const price = { inputUsd: 2, outputUsd: 10, asOf: '2026-09-03' };
    const { server, model } = await setup(haiku, { info: { price } });
    server.reply(answer([{ text: 'yes' }]));
    const context = recordingContext();
    const { calls } = await model.generate({ ...request, vendor }, context);
    expect(context.estimates[0]?.info.price).toEqual(price);
    expect(calls[0]).toHaveProperty('nanoUsd', 10 * 2000 + 5 * 10_000);
  });
});

it('lets a budget near its cap have the input counted, and falls back to the bytes', async () => {
  const { server, model } = await setup('eu.amazon.nova-lite-v1:0');
  server.reply(
    answer([{ text: 'yes' }]),
    json(200, { inputTokens: 12 }),
    failure(400, 'ValidationException'),
  );
  const context = recordingContext();
  await model.generate(request, context);
  const [estimate] = context.estimates;
  expect(await estimate?.countTokens?.()).toBe(12);
  expect(server.received[1]).toMatchObject({
    path: '/model/amazon.nova-lite-v1%3A0/count-tokens',
    body: { input: { converse: { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] } } },
  });
  expect(await estimate?.countTokens?.()).toBe(estimate?.inputBytes);
});

it('counts the tokens of a request on demand', async () => {
  const { server, model } = await setup();
  server.reply(json(200, { inputTokens: 34 }));
  expect(await model.countTokens?.(request)).toBe(34);
});

it('keeps a whole answer when the connection breaks right after it', async () => {
  const { server, model } = await setup();
  server.reply(frames(hello, 'reset'));
  const events = await collect(model.stream(request));
  expect(finished(events).calls).toMatchObject([{ outcome: 'served' }]);
});

it('demands usage: a stream without metadata is truncated', async () => {
  const { server, model } = await setup();
  const empty = event('metadata', { metrics: { latencyMs: 1 } });
  server.reply(frames([start, text('All'), stop(), messageStop(), empty]));
  await expect(collect(model.stream(request))).rejects.toMatchObject({ code: 'model.truncated' });
});
