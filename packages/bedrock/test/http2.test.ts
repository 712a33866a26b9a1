import { type AddressInfo, createServer } from 'node:net';
import { user } from '@ashlar/core';
import { expect, it, onTestFinished } from 'vitest';
import { bedrock, chatModel } from '../src/index.ts';
import { knowledgeBase } from '../src/knowledge/index.ts';
import { frames, hello, json, start, text } from './support/replies.ts';
import { startServer } from './support/server.ts';

const request = { messages: [user('Hi')] };

it('lets calls share a session, and opens another when it is full', async () => {
  const server = await startServer('h2c');
  server.reply(frames(hello));
  const model = chatModel('m', { connection: server.connect({ maxSockets: 40 }) });
  const ask = async () => {
    for await (const event of model.stream(request)) if (event.type === 'finish') return event;
    return undefined;
  };
  for (let round = 0; round < 20; round += 1) await ask();
  expect(server.sockets()).toBe(1);
  const answers = await Promise.all(Array.from({ length: 100 }, ask));
  expect(answers.map((event) => event?.response.stopReason)).toEqual(Array(100).fill('end'));
  expect(server.sockets()).toBe(3);
});

it('is spoken to knowledge bases too', async () => {
  const server = await startServer('h2c');
  server.reply(json(200, { retrievalResults: [] }));
  const rights = { tenant: 'acme' };
  const retriever = knowledgeBase({ id: 'KB1', connection: server.connect(), rights });
  await retriever.retrieve({ text: 'q' }, { tenant: 'acme', subject: 'ada', groups: [] });
  expect(server.received[0]?.headers[':method']).toBe('POST');
});

it('frees streams that were left early, on the session that goes on', async () => {
  const server = await startServer('h2c');
  const model = chatModel('m', { connection: server.connect({ maxSockets: 5 }) });
  server.reply(frames([start, text('Half')], 'stall'));
  for (let round = 0; round < 200; round += 1) {
    for await (const shown of model.stream(request)) if (shown.type === 'text') break;
  }
  await Promise.all(server.received.map(({ aborted }) => aborted));
  server.reply(frames(hello));
  const shown = [];
  for await (const event of model.stream(request)) shown.push(event.type);
  expect(shown.at(-1)).toBe('finish');
});

it('goes on over a new session when one is lost', async () => {
  const server = await startServer('h2c');
  const model = chatModel('m', { connection: server.connect() });
  server.reply((response) => response.socket?.resetAndDestroy(), frames(hello));
  const shown = [];
  for await (const event of model.stream(request)) shown.push(event.type);
  expect(shown.at(-1)).toBe('finish');
  expect(server.sockets()).toBe(2);
});

it('does not wait for ever for a connection', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const endpoint = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const server = await startServer('h2c');
  const connection = server.connect({ endpoint, connectTimeoutMs: 100, retry: false });
  onTestFinished(() => void silent.close());
  await expect(chatModel('m', { connection }).generate(request)).rejects.toMatchObject({
    code: 'model.network',
    message: expect.stringMatching(/within 100 ms.*Check the endpoint/),
  });
});

it('takes no agent, and says so', () => {
  expect(() => bedrock({ http2: true, agent: {} as never })).toThrow(
    expect.objectContaining({ code: 'input.invalid', message: expect.stringMatching(/no agent/) }),
  );
});
