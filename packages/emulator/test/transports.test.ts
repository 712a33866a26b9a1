import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { type Emulator, emulator } from '../src/index.ts';
import { client, eventsOf, hello, type Transport, transports } from './client.ts';
import { echoModel } from './echo-model.ts';

let running: Emulator;
afterEach(() => running.close());

describe.each(transports)('the real client over %s', (transport: Transport) => {
  it('has its answer, stop reason and usage from Converse', async () => {
    running = await emulator({ chat: echoModel() });
    const sdk = client(running.url, transport);
    const answer = await sdk.send(new ConverseCommand(hello('a stone')));
    expect(answer.output?.message?.content).toEqual([{ text: 'You said: a stone' }]);
    expect(answer.stopReason).toBe('end_turn');
    expect(answer.usage).toEqual({ inputTokens: 7, outputTokens: 7, totalTokens: 14 });
    expect(running.requests[0]).toMatchObject({
      transport: transport.slice(0, 3) === 'h2c' ? 'h2c' : 'http/1.1',
      operation: 'Converse',
      model: 'any.model-v1',
      auth: 'sigv4',
      status: 200,
      end: 'answered',
    });
    sdk.destroy();
  });

  it('reads ConverseStream as small deltas between start and metadata', async () => {
    running = await emulator({ chat: echoModel() });
    const sdk = client(running.url, transport);
    const text = 'many stones make a wall. '.repeat(20);
    const events = await eventsOf(sdk, hello(text));
    const deltas = events.flatMap((event) => event.contentBlockDelta?.delta?.text ?? []);
    expect(deltas.join('')).toBe(`You said: ${text}`);
    expect(deltas.length).toBeGreaterThan(10);
    expect(
      events.map((event) => Object.keys(event)[0]).filter((k) => k !== 'contentBlockDelta'),
    ).toEqual(['messageStart', 'contentBlockStop', 'messageStop', 'metadata']);
    expect(events.at(-1)?.metadata?.usage?.inputTokens).toBe(text.length);
    sdk.destroy();
  });
});
