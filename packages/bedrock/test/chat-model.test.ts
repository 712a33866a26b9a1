import { system, textOf, user } from '@ashlar/core';
import { expect, it } from 'vitest';
import { chatModel } from '../src/index.ts';
import { collect, finished } from './support/collect.ts';
import { answer, frames, hello } from './support/replies.ts';
import { startServer } from './support/server.ts';

const haiku = 'eu.anthropic.claude-haiku-4-5-20251001-v1:0';

it('asks Converse and answers with the message, the stop reason and one row of usage', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'A hewn one.' }], { serviceTier: { type: 'default' } }));
  const model = chatModel(haiku, { connection: server.connect(), maxTokens: 50 });
  const response = await model.generate({
    messages: [system('Be short.'), user('Which stone is dressed?')],
    temperature: 0,
  });
  expect(server.received[0]).toMatchObject({
    method: 'POST',
    path: '/model/eu.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse',
    body: {
      system: [{ text: 'Be short.' }],
      messages: [{ role: 'user', content: [{ text: 'Which stone is dressed?' }] }],
      inferenceConfig: { maxTokens: 50, temperature: 0 },
    },
  });
  expect(server.received[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
  expect(textOf(response.message)).toBe('A hewn one.');
  expect(response.stopReason).toBe('end');
  expect(response.calls).toMatchObject([
    {
      model: haiku,
      outcome: 'served',
      inputTokens: 10,
      outputTokens: 5,
      attempt: 1,
      tier: 'default',
    },
  ]);
  expect(response.vendor?.bedrock).toMatchObject({ latencyMs: 7, requestId: 'request-1' });
});

it('streams text as it arrives, then the part, then the whole response', async () => {
  const server = await startServer();
  server.reply(frames(hello));
  const model = chatModel(haiku, { connection: server.connect() });
  const events = await collect(model.stream({ messages: [user('Hi')] }));
  expect(server.received[0]?.path).toMatch(/converse-stream$/);
  expect(events.map(({ type }) => type)).toEqual(['text', 'text', 'part', 'finish']);
  const response = finished(events);
  expect(response.message).toEqual({
    role: 'assistant',
    content: [{ type: 'text', text: 'Hello world' }],
  });
  expect(response.calls).toMatchObject([{ outcome: 'served', inputTokens: 10, outputTokens: 5 }]);
});

it('keeps its socket from call to call, after streams too', async () => {
  const server = await startServer();
  const model = chatModel(haiku, { connection: server.connect() });
  for (let round = 0; round < 5; round += 1) {
    server.reply(answer([{ text: 'yes' }]));
    await model.generate({ messages: [user('Hi')] });
    server.reply(frames(hello));
    await collect(model.stream({ messages: [user('Hi')] }));
  }
  expect(server.sockets()).toBe(1);
});
