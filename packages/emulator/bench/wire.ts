// What the emulator costs: `node packages/emulator/bench/wire.ts`. The client is raw `node:http` in another process, so
// that the CPU figures are the emulator's alone.
import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import type { ChatEvent, ChatModel, ChatResponse } from '@ashlar/core';
import { emulator } from '../src/index.ts';

const calls = 2000;
const deltas = 20_000;
const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'hello' }] }] });

if (process.send === undefined) await serve();
else process.once('message', (url) => void drive(String(url)));

async function serve(): Promise<void> {
  const text = 'stone '.repeat(deltas);
  const response: ChatResponse = {
    message: { role: 'assistant', content: [{ type: 'text', text: 'stone' }] },
    stopReason: 'end',
    calls: [{ model: 'x', outcome: 'served', inputTokens: 1, outputTokens: 1 }],
  };
  const chat: ChatModel = {
    id: 'x',
    info: { features: [] },
    generate: async () => response,
    async *stream(): AsyncGenerator<ChatEvent> {
      for (let n = 0; n < deltas; n += 1) yield { type: 'text', index: 0, text: 'stone ' };
      const message = { role: 'assistant', content: [{ type: 'text', text }] } as const;
      yield { type: 'finish', response: { ...response, message } };
    },
  };
  const running = await emulator({ chat });
  const child = fork(new URL(import.meta.url));
  let cpu = process.cpuUsage();
  child.on('message', (line) => {
    const { user, system } = process.cpuUsage(cpu);
    cpu = process.cpuUsage();
    const { what, count, ms } = line as { what: string; count: number; ms: number };
    const micros = (user + system) / count;
    process.stdout.write(
      `${what}: ${Math.round((count / ms) * 1000)}/s, CPU ${micros.toFixed(1)} us each\n`,
    );
  });
  child.once('exit', () => void running.close());
  child.send(running.url);
}

async function drive(url: string): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const post = (path: string): Promise<number> =>
    new Promise((settle) => {
      const sent = request(`${url}/model/m/${path}`, { method: 'POST', agent }, (answer) => {
        let bytes = 0;
        answer.on('data', (chunk) => {
          bytes += chunk.length;
        });
        answer.once('end', () => settle(bytes));
      });
      sent.end(body);
    });
  const measure = async (what: string, count: number, run: () => Promise<void>): Promise<void> => {
    const started = performance.now();
    await run();
    process.send?.({ what, count, ms: performance.now() - started });
    await new Promise((next) => setTimeout(next, 100));
  };
  const unary = async (): Promise<void> => {
    for (let n = 0; n < calls; n += 1) await post('converse');
  };
  const stream = async (): Promise<void> => {
    for (let n = 0; n < 5; n += 1) await post('converse-stream');
  };
  for (const round of ['warm', 'measured']) {
    await measure(`Converse, ${round}`, calls, unary);
    await measure(`ConverseStream events, ${round}`, deltas * 5, stream);
  }
  process.disconnect();
  agent.destroy();
}
