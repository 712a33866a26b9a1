import type { ChatResponse } from '@ashlar/core';
import {
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../src/index.ts';
import { wordCheck } from './checks.ts';
import { echoModel } from './echo-model.ts';
import { serve } from './serve.ts';

const claude = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const lite = 'amazon.nova-lite-v1:0';
const messages = {
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'hello' }],
};

async function invoke(options: EmulatorOptions, modelId: string, body: object, headers = {}) {
  const { sdk } = await serve(options);
  const input = { modelId, body: JSON.stringify(body), ...headers };
  const answer = await sdk.send(new InvokeModelCommand(input));
  return { answer: JSON.parse(answer.body.transformToString()), contentType: answer.contentType };
}

async function chunks(options: EmulatorOptions, modelId: string, body: object) {
  const { sdk } = await serve(options);
  const input = { modelId, body: JSON.stringify(body) };
  const { body: stream, contentType } = await sdk.send(
    new InvokeModelWithResponseStreamCommand(input),
  );
  const all: Record<string, never>[] = [];
  for await (const { chunk } of stream ?? []) {
    all.push(JSON.parse(new TextDecoder().decode(chunk?.bytes)));
  }
  return { all, contentType };
}

const rich: Partial<ChatResponse> = {
  message: {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'I think of stones.', signature: 'sig' },
      { type: 'text', text: 'Let me look at the wall, stone by stone.' },
      { type: 'tool-call', id: 't1', name: 'look', input: { at: 'wall' } },
    ],
  },
  stopReason: 'tool-calls',
};

describe('Anthropic Messages in InvokeModel', () => {
  it('is core’s request and answer in other words', async () => {
    const chat = echoModel(() => rich);
    const { answer, contentType } = await invoke({ chat }, claude, {
      ...messages,
      system: 'Be brief.',
      temperature: 0.5,
      top_k: 5,
      stop_sequences: ['x'],
      tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }],
      tool_choice: { type: 'tool', name: 'look' },
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'hello' }] },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 's' },
            { type: 'tool_use', id: 't0', name: 'look', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't0', content: 'a wall', is_error: false },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AQID' } },
            { type: 'novelty', value: 1 },
          ],
        },
      ],
    });
    expect(chat.requests[0]).toEqual({
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
        { role: 'user', content: [{ type: 'text', text: 'hello' }] },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'hm', signature: 's' },
            { type: 'tool-call', id: 't0', name: 'look', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool-result',
              callId: 't0',
              content: [{ type: 'text', text: 'a wall' }],
              isError: false,
            },
            { type: 'image', format: 'png', source: { base64: 'AQID' } },
            { type: 'other', vendor: 'anthropic', raw: { type: 'novelty', value: 1 } },
          ],
        },
      ],
      maxTokens: 100,
      temperature: 0.5,
      stopSequences: ['x'],
      tools: [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object' } }],
      toolChoice: { tool: 'look' },
      vendor: { anthropic: { top_k: 5 } },
    });
    expect(contentType).toBe('application/json');
    expect(answer).toMatchObject({
      type: 'message',
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'I think of stones.', signature: 'sig' },
        { type: 'text', text: 'Let me look at the wall, stone by stone.' },
        { type: 'tool_use', id: 't1', name: 'look', input: { at: 'wall' } },
      ],
      stop_reason: 'tool_use',
      usage: { output_tokens: 7 },
    });
  });

  it.each([
    [{ ...messages, max_tokens: undefined }, 'required key [max_tokens] not found'],
    [{ ...messages, max_tokens: 0 }, '#/max_tokens'],
    [{ ...messages, maxTokens: 5 }, 'extraneous key [maxTokens] is not permitted'],
    [{ ...messages, messages: [{ role: 'robot', content: 'x' }] }, '#/messages'],
  ])('refuses %j', async (body, message) => {
    await expect(invoke({ chat: echoModel() }, claude, body)).rejects.toThrow(message);
  });

  it('streams the events of the Messages API, with the metrics of the service at the end', async () => {
    const { all, contentType } = await chunks({ chat: echoModel(() => rich) }, claude, messages);
    expect(contentType).toBe('application/json');
    const types = all.map(({ type, index }) => [type, index].join(' ').trim());
    expect(types.filter((type, at) => type !== types[at - 1])).toEqual([
      'message_start',
      'content_block_start 0',
      'content_block_delta 0',
      'content_block_stop 0',
      'content_block_start 1',
      'content_block_delta 1',
      'content_block_stop 1',
      'content_block_start 2',
      'content_block_delta 2',
      'content_block_stop 2',
      'message_delta',
      'message_stop',
    ]);
    const deltas = (type: string, key: string) =>
      all.flatMap(({ delta }: { delta?: Record<string, string> }) =>
        delta?.type === type ? (delta[key] ?? '') : [],
      );
    expect(deltas('text_delta', 'text').join('')).toBe('Let me look at the wall, stone by stone.');
    expect(deltas('input_json_delta', 'partial_json').join('')).toBe('{"at":"wall"}');
    expect(deltas('signature_delta', 'signature')).toEqual(['sig']);
    expect(all.at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use' } });
    expect(all.at(-1)).toMatchObject({
      'amazon-bedrock-invocationMetrics': { outputTokenCount: 7 },
    });
  });
});

describe('Amazon Nova in InvokeModel', () => {
  const body = {
    schemaVersion: 'messages-v1',
    messages: [{ role: 'user', content: [{ text: 'hello' }] }],
    inferenceConfig: { max_new_tokens: 9, topK: 3 },
  };

  it('is Converse’s own body with topK', async () => {
    const chat = echoModel();
    const { answer } = await invoke({ chat }, lite, body);
    expect(answer).toMatchObject({
      output: { message: { role: 'assistant', content: [{ text: 'You said: hello' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 5 },
    });
    expect(chat.requests[0]).toMatchObject({
      maxTokens: 9,
      vendor: { bedrock: { additionalModelRequestFields: { inferenceConfig: { topK: 3 } } } },
    });
    await expect(invoke({ chat }, lite, { ...body, messages: undefined })).rejects.toThrow(
      'required key [messages] not found',
    );
  });

  it('streams the events of Converse as chunks', async () => {
    const { all } = await chunks({ chat: echoModel() }, lite, body);
    expect(all.map((chunk) => Object.keys(chunk)[0])).toEqual([
      'messageStart',
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ]);
  });
});

it('a guardrail named in the headers stands before the model, and is told beside its answer', async () => {
  const checks = [wordCheck('hello', { action: 'block', code: 'topic.hello' })];
  const headers = { guardrailIdentifier: 'gr1', guardrailVersion: '1', trace: 'ENABLED' };
  const { answer } = await invoke({ chat: echoModel(), checks }, claude, messages, headers);
  expect(answer).toMatchObject({
    content: [{ type: 'text', text: 'Sorry, the model cannot answer this question.' }],
    'amazon-bedrock-guardrailAction': 'INTERVENED',
    'amazon-bedrock-trace': { guardrail: { actionReason: 'Guardrail blocked.' } },
  });
  const half = { guardrailIdentifier: 'gr1' };
  await expect(invoke({ chat: echoModel(), checks }, claude, messages, half)).rejects.toThrow(
    'both',
  );
});

it('embeddings have no stream', async () => {
  const read = chunks({ chat: echoModel() }, 'amazon.titan-embed-text-v2:0', { inputText: 'a' });
  await expect(read).rejects.toThrow('The model is unsupported for streaming.');
});

it('what fails in the middle of a stream is an exception of that stream', async () => {
  const fault = { kind: 'exception', afterEvents: 2, exception: 'ModelTimeoutException' } as const;
  const read = chunks({ chat: echoModel(), faults: [{ fault }] }, claude, messages);
  await expect(read).rejects.toMatchObject({ name: 'ModelTimeoutException' });
});

it('CountTokens counts the body of InvokeModel by the engine where its shape is known', async () => {
  const chat = { ...echoModel(), countTokens: async () => 42 };
  const { sdk } = await serve({ chat });
  const body = new TextEncoder().encode(JSON.stringify(messages));
  const count = (modelId: string) =>
    sdk.send(new CountTokensCommand({ modelId, input: { invokeModel: { body } } }));
  expect((await count(claude)).inputTokens).toBe(42);
});

it.each([
  [{ trace: 'LOUD' }, '[ENABLED, DISABLED, ENABLED_FULL]'],
  [{ serviceTier: 'gold' }, '[priority, default, flex, reserved]'],
  [{ performanceConfigLatency: 'warp' }, '[standard, optimized]'],
  [{ guardrailIdentifier: 'UPPER', guardrailVersion: '1' }, "'guardrailIdentifier'"],
])('refuses the headers of %j', async (headers, message) => {
  const checks = [wordCheck('x', { action: 'flag', code: 'topic.x' })];
  const send = invoke({ chat: echoModel(), checks }, claude, messages, headers);
  await expect(send).rejects.toThrow(message);
});

it('repeats the tier and latency that were asked for in its headers', async () => {
  const { sdk } = await serve({ chat: echoModel() });
  const asked = { serviceTier: 'flex', performanceConfigLatency: 'optimized' } as const;
  const input = { modelId: claude, body: JSON.stringify(messages), ...asked };
  expect(await sdk.send(new InvokeModelCommand(input))).toMatchObject(asked);
});

it('refuses a body over the published limit', async () => {
  const text = 'x'.repeat(25_000_000);
  const body = { ...messages, messages: [{ role: 'user', content: text }] };
  await expect(invoke({ chat: echoModel() }, claude, body)).rejects.toThrow(
    'length less than or equal to 25000000',
  );
});
