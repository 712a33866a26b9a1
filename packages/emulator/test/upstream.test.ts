import { type ChatEvent, type ChatRequest, detachedContext, isAshlarError } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { upstream, upstreamEmbedder } from '../src/index.ts';
import { eventsOf, hello } from './client.ts';
import { delta, events, json, openAiServer } from './openai-server.ts';
import { serve } from './serve.ts';

const request: ChatRequest = {
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look.' },
        { type: 'image', format: 'png', source: { base64: 'AQID' } },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'hm' },
        { type: 'tool-call', id: 'a', name: 'look', input: { at: 1 } },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool-result', callId: 'a', content: [{ type: 'json', value: { seen: true } }] },
        { type: 'text', text: 'And?' },
      ],
    },
  ],
  tools: [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object' }, strict: true }],
  toolChoice: { tool: 'look' },
  output: { schema: { type: 'object' } },
  maxTokens: 5,
  temperature: 0,
  stopSequences: ['END'],
  vendor: { upstream: { seed: 7 }, bedrock: { ignored: true } },
};
const usage = {
  prompt_tokens: 12,
  completion_tokens: 3,
  prompt_tokens_details: { cached_tokens: 2 },
};
const simple: ChatRequest = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
};

async function collect(stream: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const seen: ChatEvent[] = [];
  for await (const event of stream) seen.push(event);
  return seen;
}

describe('upstream', () => {
  it('sends everything that the protocol has words for', async () => {
    const server = await openAiServer((response) =>
      json(response, { choices: [{ message: { content: 'ok' }, finish_reason: 'stop' }] }),
    );
    await upstream({ url: server.url, model: 'm', apiKey: 'key' }).generate(request);
    expect(server.paths).toEqual(['/v1/chat/completions']);
    expect(server.headers[0]?.authorization).toBe('Bearer key');
    expect(server.bodies[0]).toEqual({
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look.' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
          ],
        },
        {
          role: 'assistant',
          content: '',
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'look', arguments: '{"at":1}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'a', content: '{"seen":true}' },
        { role: 'user', content: 'And?' },
      ],
      tools: [
        {
          type: 'function',
          function: {
            name: 'look',
            description: 'Looks.',
            parameters: { type: 'object' },
            strict: true,
          },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'look' } },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', schema: { type: 'object' }, strict: true },
      },
      max_tokens: 5,
      temperature: 0,
      stop: ['END'],
      seed: 7,
    });
  });

  it('reads text, reasoning, tool calls and usage', async () => {
    const message = {
      content: 'Look:',
      reasoning_content: 'so',
      tool_calls: [{ function: { name: 'look', arguments: '{"at":2}' } }],
    };
    const server = await openAiServer((response) =>
      json(response, {
        model: 'served-name',
        choices: [{ message, finish_reason: 'stop' }],
        usage,
      }),
    );
    const response = await upstream({ url: server.url, model: 'm' }).generate(simple);
    expect(response).toEqual({
      message: {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'so' },
          { type: 'text', text: 'Look:' },
          { type: 'tool-call', id: 'call-1-0', name: 'look', input: { at: 2 } },
        ],
      },
      stopReason: 'tool-calls',
      calls: [
        {
          model: 'served-name',
          outcome: 'served',
          inputTokens: 10,
          outputTokens: 3,
          cacheReadTokens: 2,
        },
      ],
    });
  });

  it('streams the same, with the index of each part', async () => {
    const server = await openAiServer((response) =>
      events(response, [
        delta({ role: 'assistant', content: '' }),
        delta({ reasoning: 'so' }),
        delta({ content: 'Lö' }),
        delta({ content: 'ok:' }),
        delta({
          tool_calls: [{ index: 0, id: 'x', function: { name: 'look', arguments: '{"at"' } }],
        }),
        delta({ tool_calls: [{ index: 0, function: { arguments: ':2}' } }] }),
        delta({}, 'tool_calls'),
        { choices: [], usage },
      ]),
    );
    const seen = await collect(upstream({ url: server.url, model: 'm' }).stream(simple));
    expect(server.bodies[0]).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(seen.map(({ type }) => type)).toEqual([
      'reasoning',
      'text',
      'text',
      'tool-input',
      'tool-input',
      'part',
      'part',
      'part',
      'finish',
    ]);
    expect(seen[4]).toEqual({ type: 'tool-input', index: 2, id: 'x', name: 'look', json: ':2}' });
    expect(seen[6]).toEqual({ type: 'part', index: 1, part: { type: 'text', text: 'Löok:' } });
    expect(seen.at(-1)).toMatchObject({
      response: { stopReason: 'tool-calls', calls: [{ inputTokens: 10 }] },
    });
  });

  it('keeps arguments that are no JSON and says malformed', async () => {
    const tool_calls = [{ id: 'x', function: { name: 'look', arguments: '{"at":' } }];
    const server = await openAiServer((response) =>
      json(response, {
        choices: [{ message: { content: null, tool_calls }, finish_reason: 'tool_calls' }],
      }),
    );
    const response = await upstream({ url: server.url, model: 'm' }).generate(simple);
    expect(response).toMatchObject({
      stopReason: 'malformed',
      message: { content: [{ input: '{"at":' }] },
      calls: [{ estimated: true }],
    });
  });

  it.each([
    [401, 'model.credentials', false],
    [403, 'model.denied', false],
    [404, 'model.not-found', false],
    [408, 'model.timeout', true],
    [422, 'model.invalid-request', false],
    [429, 'model.throttled', true],
    [500, 'model.failed', true],
    [503, 'model.unavailable', true],
    [529, 'model.unavailable', true],
  ])('turns HTTP %i into %s', async (status, code, retryable) => {
    const server = await openAiServer((response) =>
      json(response, { error: { message: 'why' } }, status, { 'retry-after': '2' }),
    );
    const error = await upstream({ url: server.url, model: 'm' })
      .generate(simple)
      .catch((thrown) => thrown);
    expect(error).toMatchObject({
      code,
      retryable,
      message: `upstream.m answered ${status}: why`,
      facts: { status, retryAfterMs: 2000 },
    });
  });

  it('recognises a context that is full', async () => {
    const server = await openAiServer((response) =>
      json(response, { error: "This model's maximum context length is 8" }, 400),
    );
    await expect(upstream({ url: server.url, model: 'm' }).generate(simple)).rejects.toMatchObject({
      code: 'model.context-overflow',
    });
  });

  it.each([
    ['ends early', false, 'model.truncated'],
    ['is cut', true, 'model.network'],
  ])('notices a stream that %s', async (_, cut, code) => {
    const server = await openAiServer((response) => {
      if (!cut) return events(response, [delta({ content: 'one' })], false);
      response.writeHead(200);
      response.write(`data: ${JSON.stringify(delta({ content: 'one' }))}\n\n`);
      setTimeout(() => response.destroy(), 20);
    });
    const seen: ChatEvent[] = [];
    const read = async () => {
      for await (const event of upstream({ url: server.url, model: 'm' }).stream(simple))
        seen.push(event);
    };
    await expect(read()).rejects.toMatchObject({ code, facts: { midStream: true } });
    expect(seen).toEqual([{ type: 'text', index: 0, text: 'one' }]);
  });

  it('takes a finish reason for a complete stream where [DONE] is missing, and an error event for an error', async () => {
    const complete = await openAiServer((response) =>
      events(response, [delta({ content: 'one' }, 'stop')], false),
    );
    expect(
      (await collect(upstream({ url: complete.url, model: 'm' }).stream(simple))).at(-1)?.type,
    ).toBe('finish');
    const failing = await openAiServer((response) =>
      events(response, [{ error: { message: 'out of memory' } }]),
    );
    await expect(
      collect(upstream({ url: failing.url, model: 'm' }).stream(simple)),
    ).rejects.toMatchObject({
      code: 'model.failed',
      message: 'upstream.m: out of memory',
    });
  });

  it('stops at the signal, and closes the connection of a reader that leaves', async () => {
    const server = await openAiServer((response) => {
      response.writeHead(200);
      response.write(`data: ${JSON.stringify(delta({ content: 'one' }))}\n\n`);
    });
    const model = upstream({ url: server.url, model: 'm' });
    for await (const _ of model.stream(simple)) break;
    await expect.poll(server.left).toBe(1);
    const read = collect(model.stream(simple, detachedContext(AbortSignal.timeout(50))));
    await expect(read).rejects.toMatchObject({ code: 'run.stopped', facts: { reason: 'aborted' } });
    await expect.poll(server.left).toBe(2);
  });

  it('says that nobody listens', async () => {
    const error = await upstream({ url: 'http://127.0.0.1:9', model: 'm' })
      .generate(simple)
      .catch((thrown) => thrown);
    expect(isAshlarError(error, 'model.network')).toBe(true);
    expect(error.message).toContain('Is the server running');
  });

  it('refuses a part that the protocol cannot carry', async () => {
    const content = [{ type: 'audio', format: 'wav', source: { base64: 'AQID' } }] as const;
    const model = upstream({ url: 'http://127.0.0.1:9', model: 'm' });
    await expect(model.generate({ messages: [{ role: 'user', content }] })).rejects.toMatchObject({
      code: 'model.unsupported',
    });
  });

  it('stands behind the emulator as a model on the laptop', async () => {
    const server = await openAiServer((response) =>
      events(response, [delta({ content: 'one' }), delta({}, 'stop'), { choices: [], usage }]),
    );
    const { sdk } = await serve({ chat: upstream({ url: server.url, model: 'm' }) });
    const seen = await eventsOf(sdk, hello());
    expect(seen.at(-1)?.metadata?.usage).toMatchObject({
      inputTokens: 10,
      outputTokens: 3,
      cacheReadInputTokens: 2,
    });
  });
});

describe('upstreamEmbedder', () => {
  const rows = (input: string[]) =>
    input.map((text, index) => ({ index, embedding: [text.length, 1] }));

  it('embeds in batches and puts vectors in order', async () => {
    const server = await openAiServer((response, { input }) =>
      json(response, { data: rows(input as string[]).reverse(), usage: { prompt_tokens: 4 } }),
    );
    const embedder = upstreamEmbedder({ url: server.url, model: 'e', dimensions: 2 });
    const texts = Array.from({ length: 70 }, (_, n) => 'x'.repeat(n + 1));
    const { vectors, calls } = await embedder.embed(texts, { purpose: 'document' });
    expect(vectors.map(([first]) => first)).toEqual(texts.map(({ length }) => length));
    expect(calls).toHaveLength(2);
    expect(server.bodies.map(({ input }) => (input as string[]).length)).toEqual([64, 6]);
  });

  it('refuses vectors of another length, images, and errors of the server', async () => {
    const server = await openAiServer((response, { input }) =>
      json(response, { data: rows(input as string[]) }),
    );
    const embed = (
      dimensions: number,
      item: string | { image: { format: string; base64: string } },
    ) =>
      upstreamEmbedder({ url: server.url, model: 'e', dimensions }).embed([item], {
        purpose: 'query',
      });
    await expect(embed(3, 'a')).rejects.toMatchObject({ code: 'model.failed' });
    await expect(embed(2, { image: { format: 'png', base64: 'AQID' } })).rejects.toMatchObject({
      code: 'model.unsupported',
    });
    const down = upstreamEmbedder({ url: 'http://127.0.0.1:9', model: 'e', dimensions: 2 });
    await expect(down.embed(['a'], { purpose: 'query' })).rejects.toMatchObject({
      code: 'model.network',
    });
  });
});
