import { user } from '@ashlar/core';
import { expect, it } from 'vitest';
import { chatModel } from '../src/index.ts';
import { collect, finished } from './support/collect.ts';
import { event } from './support/frame.ts';
import { answer, frames, messageStop, metadata, start, stop, text } from './support/replies.ts';
import { startServer } from './support/server.ts';

const request = { messages: [user('Hi')] };

it('keeps events that nobody here knows, and reports them', async () => {
  const server = await startServer();
  server.reply(
    frames([
      start,
      event('hologramStart', { depth: 3 }),
      text('Hello'),
      stop(),
      event('hologramStop', Buffer.from([0xff, 0x00])),
      messageStop(),
      metadata,
    ]),
  );
  const model = chatModel('m', { connection: server.connect() });
  const response = finished(await collect(model.stream(request)));
  expect(response.message.content).toEqual([{ type: 'text', text: 'Hello' }]);
  expect(response.vendor?.bedrock).toMatchObject({
    unknownEvents: [{ hologramStart: { depth: 3 } }, { hologramStop: { base64: '/wA=' } }],
  });
});

it('keeps no more than a hundred of them', async () => {
  const server = await startServer();
  const odd = Array.from({ length: 150 }, (_, at) => event('tick', { at }));
  server.reply(frames([start, ...odd, text('a'), stop(), messageStop(), metadata]));
  const model = chatModel('m', { connection: server.connect() });
  const { vendor } = finished(await collect(model.stream(request)));
  const { unknownEvents = [] } = { ...(vendor?.bedrock as { unknownEvents?: unknown[] }) };
  expect(unknownEvents).toHaveLength(100);
});

it('takes stop reasons, tiers and usage of a newer service as they come', async () => {
  const server = await startServer();
  server.reply(
    answer([{ text: 'a' }], {
      stopReason: 'bored',
      serviceTier: { type: 'express' },
      weather: 'fine',
    }),
  );
  const model = chatModel('m', { connection: server.connect() });
  const response = await model.generate(request);
  expect(response).toMatchObject({
    stopReason: 'other',
    calls: [{ tier: 'express' }],
    vendor: { bedrock: { stopReason: 'bored' } },
  });
});
