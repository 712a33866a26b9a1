import {
  type ContentBlock,
  ConverseCommand,
  type ConverseCommandInput,
} from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { eventsOf, hello } from './client.ts';
import { echoModel } from './echo-model.ts';
import { post, serve } from './serve.ts';

const bytes = 'AQID';
const s3Location = { uri: 's3://bucket/key' };
const citation = {
  title: 'T',
  source: 's',
  sourceContent: [{ text: 'quoted' }],
  location: { documentChar: { documentIndex: 0, start: 1, end: 2 } },
};

/** Every block that the client knows, in each of its forms, as JSON on the wire; the last ones core has no name for. */
const blocks: readonly object[] = [
  { text: 'plain' },
  { image: { format: 'png', source: { bytes } } },
  { image: { format: 'jpeg', source: { s3Location } } },
  { video: { format: 'mp4', source: { s3Location } } },
  { audio: { format: 'wav', source: { bytes } } },
  { document: { name: 'a', format: 'pdf', source: { bytes } } },
  {
    document: {
      name: 'a',
      format: 'txt',
      source: { text: 't' },
      context: 'c',
      citations: { enabled: true },
    },
  },
  {
    searchResult: {
      source: 's',
      title: 't',
      content: [{ text: 'x' }, { text: 'y' }],
      citations: { enabled: false },
    },
  },
  { cachePoint: { type: 'default' } },
  { cachePoint: { type: 'default', ttl: '1h' } },
  { reasoningContent: { reasoningText: { text: 'so', signature: 'sig' } } },
  { reasoningContent: { redactedContent: bytes } },
  { citationsContent: { content: [{ text: 'cited' }], citations: [citation] } },
  { toolUse: { toolUseId: 'a', name: 'look', input: { at: [1, null] } } },
  { toolUse: { toolUseId: 's', name: 'search', input: {}, type: 'server_tool_use' } },
  {
    toolResult: {
      toolUseId: 'a',
      content: [{ text: 't' }, { json: { a: 1 } }, { image: { format: 'png', source: { bytes } } }],
      status: 'error',
    },
  },
  { toolResult: { toolUseId: 'a', content: [], status: 'success' } },
  { toolResult: { toolUseId: 's', content: [{ text: 'x' }], type: 'server_tool_result' } },
  {
    image: {
      format: 'png',
      source: { s3Location: { ...s3Location, bucketOwner: '123456789012' } },
    },
  },
  { document: { name: 'a', source: { content: [{ text: 'x' }, { text: 'y' }] } } },
  { guardContent: { text: { text: 'g', qualifiers: ['query'] } } },
  { citationsContent: { content: [{ text: 'a' }, { text: 'b' }], citations: [] } },
  { toolResult: { toolUseId: 's', content: [], type: 'nova_code_interpreter_result' } },
  { toolAddition: { tool: { name: 'look' } } },
  { hologram: { depth: 3 } },
];

describe('a block', () => {
  it.each(blocks.map((block) => [JSON.stringify(block), block]))(
    'goes through core and back as it is: %s',
    async (_, block) => {
      const chat = echoModel(({ messages }) => ({
        // The answer is the content of the second message, as core holds it.
        message: { role: 'assistant', content: messages[1]?.content ?? [] },
      }));
      const { running } = await serve({ chat });
      const body = {
        messages: [
          { role: 'user', content: [{ text: 'go' }] },
          { role: 'system', content: [block] },
          { role: 'assistant', content: [{ text: 'ok' }] },
        ],
      };
      const answer = await post(running.url, '/model/m/converse', body);
      expect(answer.body).toMatchObject({ output: { message: { content: [block] } } });
    },
  );

  it('without a name in core is kept under the vendor bedrock', async () => {
    const chat = echoModel();
    const { sdk } = await serve({ chat });
    const guard: ContentBlock = { guardContent: { text: { text: 'g' } } };
    await sdk.send(
      new ConverseCommand({ modelId: 'm', messages: [{ role: 'user', content: [guard] }] }),
    );
    expect(chat.requests[0]?.messages[0]?.content).toEqual([
      { type: 'other', vendor: 'bedrock', raw: { guardContent: { text: { text: 'g' } } } },
    ]);
  });
});

it('a request arrives whole: system, tools, limits, output, metadata and what is Bedrock’s own', async () => {
  const chat = echoModel();
  const { sdk } = await serve({ chat });
  const input: ConverseCommandInput = {
    ...hello(),
    system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default' } }],
    inferenceConfig: { maxTokens: 9, temperature: 0.5, topP: 1, stopSequences: ['END'] },
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: 'look',
            description: 'Looks.',
            strict: true,
            inputSchema: { json: { type: 'object' } },
          },
        },
        { systemTool: { name: 'nova_grounding' } },
      ],
      toolChoice: { tool: { name: 'look' } },
    },
    outputConfig: {
      effort: 'high',
      textFormat: {
        type: 'json_schema',
        structure: { jsonSchema: { schema: '{"type":"object"}', name: 'reply', description: 'd' } },
      },
    },
    requestMetadata: { question: 'rag.answer@1', tenant: 'acme' },
    additionalModelRequestFields: { top_k: 5 },
    serviceTier: { type: 'flex' },
  };
  await sdk.send(new ConverseCommand(input));
  expect(chat.requests[0]).toEqual({
    messages: [
      { role: 'system', content: [{ type: 'text', text: 'Be brief.' }, { type: 'cache-point' }] },
      { role: 'user', content: [{ type: 'text', text: 'hello' }] },
    ],
    tools: [{ name: 'look', description: 'Looks.', strict: true, inputSchema: { type: 'object' } }],
    toolChoice: { tool: 'look' },
    output: { schema: { type: 'object' }, name: 'reply', description: 'd' },
    maxTokens: 9,
    temperature: 0.5,
    topP: 1,
    stopSequences: ['END'],
    effort: 'high',
    metadata: { question: 'rag.answer@1', tenant: 'acme' },
    vendor: {
      bedrock: {
        additionalModelRequestFields: { top_k: 5 },
        serviceTier: { type: 'flex' },
        otherTools: [{ index: 1, tool: { systemTool: { name: 'nova_grounding' } } }],
      },
    },
  });
});

it('a stream says the same blocks as a unary answer', async () => {
  const streamable: ContentBlock[] = [
    { reasoningContent: { reasoningText: { text: 'first think', signature: 'sig' } } },
    { text: 'a text that is longer than one delta, so that it is cut' },
    { citationsContent: { content: [{ text: 'cited' }], citations: [citation] } },
    { toolUse: { toolUseId: 'a', name: 'look', input: { at: 'the wall' } } },
  ];
  const chat = echoModel(({ messages }) => ({
    message: { role: 'assistant', content: messages[1]?.content ?? [] },
    stopReason: 'tool-calls',
  }));
  const { sdk } = await serve({ chat });
  const events = await eventsOf(sdk, {
    modelId: 'm',
    messages: [
      { role: 'user', content: [{ text: 'go' }] },
      { role: 'assistant', content: streamable },
      { role: 'user', content: [{ toolResult: { toolUseId: 'a', content: [{ text: 'x' }] } }] },
    ],
    toolConfig: {
      tools: [{ toolSpec: { name: 'look', inputSchema: { json: { type: 'object' } } } }],
    },
  });
  const deltas = (index: number) =>
    events.flatMap(({ contentBlockDelta: event }) =>
      event?.contentBlockIndex === index && event.delta !== undefined ? [event.delta] : [],
    );
  expect(deltas(0)).toEqual([
    { reasoningContent: { text: 'first think' } },
    { reasoningContent: { signature: 'sig' } },
  ]);
  expect(
    deltas(1)
      .map(({ text }) => text)
      .join(''),
  ).toBe(streamable[1]?.text);
  expect(deltas(1).length).toBeGreaterThan(1);
  expect(deltas(2)).toEqual([{ text: 'cited' }, { citation }]);
  expect(events.flatMap(({ contentBlockStart }) => contentBlockStart ?? [])).toEqual([
    { contentBlockIndex: 3, start: { toolUse: { toolUseId: 'a', name: 'look' } } },
  ]);
  expect(
    JSON.parse(
      deltas(3)
        .map(({ toolUse }) => toolUse?.input)
        .join(''),
    ),
  ).toEqual({ at: 'the wall' });
  expect(events.at(-2)?.messageStop?.stopReason).toBe('tool_use');
});
