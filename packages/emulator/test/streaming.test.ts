import type { ChatEvent, ChatModel } from '@ashlar/core';
import { AshlarError } from '@ashlar/core';
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { eventsOf, hello } from './client.ts';
import { echoModel } from './echo-model.ts';
import { serve } from './serve.ts';

/** An engine that streams what the test says. */
function streams(stream: (signal?: AbortSignal) => AsyncGenerator<ChatEvent>): ChatModel {
  return { ...echoModel(), stream: (_request, context) => stream(context?.signal) };
}

const finish = (text: string): ChatEvent => ({
  type: 'finish',
  response: {
    message: { role: 'assistant', content: [{ type: 'text', text }] },
    stopReason: 'end',
    calls: [],
  },
});

const throttled = () =>
  new AshlarError('model.throttled', 'Too fast.', {
    facts: { model: 'm', retryAfterMs: 2500 },
    retryable: true,
  });

describe('an engine', () => {
  it('that streams deltas is passed on as it goes, and its finish completes what it left out', async () => {
    const chat = streams(async function* () {
      yield { type: 'text', index: 0, text: 'one ' };
      yield { type: 'text', index: 0, text: 'two ' };
      yield finish('one two three');
    });
    const { sdk } = await serve({ chat });
    const events = await eventsOf(sdk, hello());
    expect(events.flatMap(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? [])).toEqual(
      ['one ', 'two ', 'three'],
    );
  });

  it('that fails before its first event answers with an error of HTTP', async () => {
    // biome-ignore lint/correctness/useYield: it fails before
    const chat = streams(async function* () {
      throw throttled();
    });
    const { sdk } = await serve({ chat });
    const error = await eventsOf(sdk, hello()).catch((thrown) => thrown);
    expect([
      error.name,
      error.$metadata.httpStatusCode,
      error.$response.headers['retry-after'],
    ]).toEqual(['ThrottlingException', 429, '3']);
  });

  it('that fails later ends its stream with an exception', async () => {
    const chat = streams(async function* () {
      yield { type: 'text', index: 0, text: 'one' };
      throw throttled();
    });
    const { sdk, running } = await serve({ chat });
    const { stream } = await sdk.send(new ConverseStreamCommand(hello()));
    const texts: string[] = [];
    const read = async () => {
      for await (const event of stream ?? [])
        texts.push(event.contentBlockDelta?.delta?.text ?? '');
    };
    await expect(read()).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Too fast.',
    });
    expect(texts.join('')).toBe('one');
    expect(running.requests[0]).toMatchObject({ status: 200, exception: 'ThrottlingException' });
  });

  it('that ends without finish is passed on as the truncated stream it is', async () => {
    const chat = streams(async function* () {
      yield { type: 'text', index: 0, text: 'one' };
    });
    const { sdk } = await serve({ chat });
    const events = await eventsOf(sdk, hello());
    expect(events.map((event) => Object.keys(event)[0])).toEqual([
      'messageStart',
      'contentBlockDelta',
    ]);
  });

  it('that starts again after something was sent fails, since this wire cannot take it back', async () => {
    const chat = streams(async function* () {
      yield { type: 'text', index: 0, text: 'one' };
      yield { type: 'restart', attempt: 2, voids: 0, reason: 'other model' };
      yield finish('two');
    });
    const { sdk } = await serve({ chat });
    await expect(eventsOf(sdk, hello())).rejects.toMatchObject({
      name: 'ModelStreamErrorException',
    });
  });

  it('that starts again before anything was sent just goes on', async () => {
    const chat = streams(async function* () {
      yield { type: 'restart', attempt: 2, voids: 0, reason: 'other model' };
      yield finish('two');
    });
    const { sdk } = await serve({ chat });
    expect((await eventsOf(sdk, hello())).at(-1)?.metadata).toBeDefined();
  });

  it('that throws anything else is an InternalServerException', async () => {
    const chat: ChatModel = {
      ...echoModel(),
      generate: () => Promise.reject(new TypeError('bug')),
    };
    const { sdk } = await serve({ chat });
    const error = await sdk.send(new ConverseCommand(hello())).catch((thrown) => thrown);
    expect([error.name, error.message]).toEqual([
      'InternalServerException',
      "The emulator's engine failed: bug",
    ]);
  });

  it('sees the request metadata as the attributes of its call', async () => {
    let seen: unknown;
    const chat = echoModel();
    const spy: ChatModel = {
      ...chat,
      generate: (request, context) => {
        seen = context?.attributes;
        return chat.generate(request);
      },
    };
    const { sdk } = await serve({ chat: spy });
    await sdk.send(new ConverseCommand({ ...hello(), requestMetadata: { tenant: 'acme' } }));
    expect(seen).toEqual({ tenant: 'acme' });
  });
});

describe('usage', () => {
  it('is the sum of the calls that served, cache tokens apart', async () => {
    const call = { model: 'a', outcome: 'served', inputTokens: 10, outputTokens: 2 } as const;
    const chat = echoModel(() => ({
      calls: [
        { ...call, outcome: 'failed' },
        call,
        { ...call, cacheReadTokens: 5, cacheWriteTokens: 1 },
      ],
    }));
    const { sdk, running } = await serve({ chat });
    const answer = await sdk.send(new ConverseCommand(hello()));
    expect(answer.usage).toEqual({
      inputTokens: 20,
      outputTokens: 4,
      totalTokens: 30,
      cacheReadInputTokens: 5,
      cacheWriteInputTokens: 1,
    });
    expect(answer.additionalModelResponseFields).toBeUndefined();
    expect(running.requests[0]?.usageEstimated).toBe(false);
  });

  it('is estimated, always the same, and said to be, where the engine reports none', async () => {
    const { sdk, running } = await serve({ chat: echoModel(() => ({ calls: [] })) });
    const unary = await sdk.send(new ConverseCommand(hello('twelve bytes')));
    const streamed = await eventsOf(sdk, hello('twelve bytes'));
    expect(unary.usage).toEqual({ inputTokens: 3, outputTokens: 6, totalTokens: 9 });
    expect(streamed.at(-1)?.metadata?.usage).toEqual(unary.usage);
    expect(unary.additionalModelResponseFields).toEqual({ ashlar: { usage: 'estimated' } });
    expect(streamed.at(-2)?.messageStop?.additionalModelResponseFields).toEqual({
      ashlar: { usage: 'estimated' },
    });
    expect(running.requests.map(({ usageEstimated }) => usageEstimated)).toEqual([true, true]);
  });
});
