import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ChatEvent, ChatModel } from '@ashlar/core';
import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { expect, it } from 'vitest';
import { emulator } from '../src/index.ts';
import { client, hello, type Transport } from './client.ts';
import { echoModel } from './echo-model.ts';
import { serve } from './serve.ts';

/** An engine that says one word and then waits for its signal, or for ever. */
function waiting(heeds: boolean): ChatModel & { readonly open: () => number } {
  let open = 0;
  return {
    ...echoModel(),
    open: () => open,
    async *stream(_request, context): AsyncGenerator<ChatEvent> {
      open += 1;
      context?.signal.addEventListener('abort', () => {
        open -= 1;
      });
      yield { type: 'text', index: 0, text: 'one' };
      await new Promise<void>((settle) => {
        if (heeds) context?.signal.addEventListener('abort', () => settle());
      });
    },
  };
}

it.each<Transport>(['http/1.1', 'h2c by default'])(
  '200 open streams are closed when their clients leave, over %s',
  async (transport) => {
    const chat = waiting(true);
    const { sdk, running } = await serve({ chat }, transport);
    const leave = new AbortController();
    const open = Array.from({ length: 200 }, async () => {
      try {
        const command = new ConverseStreamCommand(hello());
        const { stream } = await sdk.send(command, { abortSignal: leave.signal });
        for await (const _ of stream ?? []);
      } catch {
        // Left.
      }
    });
    await expect.poll(chat.open, { timeout: 8000 }).toBe(200);
    leave.abort();
    await Promise.all(open);
    await expect.poll(chat.open).toBe(0);
    await expect.poll(() => running.requests.every(({ end }) => end === 'client-left')).toBe(true);
  },
);

it('close() ends streams of an engine that ignores its signal, and frees the port', async () => {
  const chat = waiting(false);
  const running = await emulator({ chat });
  const clients = [client(running.url), client(running.url, 'h2c by default')];
  const reads = clients.map(async (sdk) => {
    const { stream } = await sdk.send(new ConverseStreamCommand(hello()));
    for await (const _ of stream ?? []);
  });
  const ended = Promise.allSettled(reads);
  await expect.poll(chat.open).toBe(2);
  await running.close();
  await ended;
  expect(chat.open()).toBe(0);
  const again = await emulator({ chat: echoModel(), port: running.port });
  await again.close();
  for (const sdk of clients) sdk.destroy();
});

it('close() leaves no handles: a process that opened and closed ends by itself', async () => {
  const file = fileURLToPath(new URL('./open-and-close.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 8000 });
  expect(stdout).toBe('closed');
}, 10_000);

it('tells HTTP/2 from HTTP/1.1 when the first bytes come in pieces', async () => {
  const { running } = await serve({ chat: echoModel() });
  const talk = (text: string) =>
    new Promise<Buffer>((settle) => {
      const socket = connect(running.port, '127.0.0.1', async () => {
        socket.setNoDelay(true);
        for (const letter of text) {
          socket.write(letter);
          await new Promise((next) => setTimeout(next, 1));
        }
      });
      socket.once('data', (data) => {
        settle(data);
        socket.destroy();
      });
    });
  const http2 = await talk('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0');
  const http1 = await talk('PRINT / HTTP/1.1\r\n\r\n');
  // A settings frame has type 4.
  expect(http2[3]).toBe(4);
  expect(http1.toString()).toMatch(/^HTTP\/1.1 400/);
});

it('a client that connects and says nothing does not hold it up', async () => {
  const running = await emulator({ chat: echoModel() });
  const socket = connect(running.port, '127.0.0.1');
  await new Promise((settle) => socket.once('connect', settle));
  await running.close();
  await new Promise((settle) => socket.once('close', settle));
});
