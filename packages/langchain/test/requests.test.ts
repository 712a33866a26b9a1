import { assistant, type ChatRequest, system, user } from '@ashlar/core';
import { recordingContext, scriptedModel } from '@ashlar/core/testing';
import { describe, expect, it } from 'vitest';
import { collectEvents } from './support/collect.ts';
import { overEmulator } from './support/over-emulator.ts';

const search = {
  name: 'search',
  description: 'Searches.',
  inputSchema: { type: 'object', properties: { query: { type: 'string' } } },
} as const;
const png = 'iVBORw0KGgo=';

/** What ChatBedrockConverse put on the wire for a request, asked whole and as a stream: both must say the same. */
async function sent(request: ChatRequest): Promise<Record<string, unknown>> {
  const { model, bedrock } = await overEmulator(scriptedModel(() => 'Stone.'));
  await model.generate(request, recordingContext({}));
  await collectEvents(model.stream(request, recordingContext({})));
  const [whole, streamed] = bedrock.requests;
  expect(bedrock.requests.map(({ operation }) => operation)).toEqual([
    'Converse',
    'ConverseStream',
  ]);
  expect(streamed?.body).toEqual(whole?.body);
  expect(whole?.unknownMembers ?? []).toEqual([]);
  return { ...whole?.body };
}

describe('a request through ChatBedrockConverse', () => {
  it('carries text and JSON, with what the developer says in front', async () => {
    const messages = [
      system('Be brief.'),
      user(['Which stone?', { type: 'json', value: { wall: 4 } }]),
      assistant('Ashlar.'),
      system('And polite.'),
      user('Why?'),
    ];
    expect(await sent({ messages })).toEqual({
      system: [{ text: 'Be brief.' }, { text: 'And polite.' }],
      messages: [
        { role: 'user', content: [{ text: 'Which stone?' }, { text: '{"wall":4}' }] },
        { role: 'assistant', content: [{ text: 'Ashlar.' }] },
        { role: 'user', content: [{ text: 'Why?' }] },
      ],
    });
  });

  it('leaves out text without a visible character, which Converse refuses', async () => {
    const { messages } = await sent({ messages: [user([' ', 'Why?', '\n'])] });
    expect(messages).toEqual([{ role: 'user', content: [{ text: 'Why?' }] }]);
  });

  it('carries images, documents with context, videos, audio and cache points', async () => {
    const content = [
      { type: 'text', text: 'What is it?' },
      { type: 'image', format: 'png', source: { base64: png } },
      { type: 'image', format: 'jpeg', source: { uri: 's3://bucket/stone.jpg' } },
      {
        type: 'document',
        name: 'spec',
        format: 'txt',
        source: { text: 'Ashlar.' },
        context: 'Draft',
      },
      { type: 'document', name: 'plan', format: 'pdf', source: { base64: png } },
      { type: 'video', format: 'mp4', source: { uri: 's3://bucket/wall.mp4' } },
      { type: 'audio', format: 'wav', source: { base64: png } },
      { type: 'cache-point', ttl: '1h' },
    ] as const;
    const { messages } = await sent({ messages: [user(content)] });
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { text: 'What is it?' },
          { image: { format: 'png', source: { bytes: png } } },
          { image: { format: 'jpeg', source: { s3Location: { uri: 's3://bucket/stone.jpg' } } } },
          {
            document: {
              name: 'spec',
              format: 'txt',
              source: { text: 'Ashlar.' },
              context: 'Draft',
            },
          },
          { document: { name: 'plan', format: 'pdf', source: { bytes: png } } },
          { video: { format: 'mp4', source: { s3Location: { uri: 's3://bucket/wall.mp4' } } } },
          { audio: { format: 'wav', source: { bytes: png } } },
          { cachePoint: { type: 'default', ttl: '1h' } },
        ],
      },
    ]);
  });

  it('carries reasoning with its signature, calls and results, and says in words that a tool failed', async () => {
    const messages = [
      user('Go.'),
      assistant([
        { type: 'reasoning', text: 'Look twice.', signature: 'c2ln' },
        { type: 'reasoning', redacted: 'aGlkZGVu' },
        { type: 'text', text: 'Looking.' },
        { type: 'tool-call', id: 'a', name: 'search', input: { query: 'x' } },
        { type: 'tool-call', id: 'b', name: 'search', input: {} },
      ]),
      user([
        { type: 'tool-result', callId: 'a', content: [{ type: 'json', value: { hits: 2 } }] },
        {
          type: 'tool-result',
          callId: 'b',
          isError: true,
          content: [{ type: 'text', text: 'query is missing' }],
        },
      ]),
    ];
    const body = await sent({ messages, tools: [search] });
    expect(body.messages).toEqual([
      { role: 'user', content: [{ text: 'Go.' }] },
      {
        role: 'assistant',
        content: [
          { reasoningContent: { reasoningText: { text: 'Look twice.', signature: 'c2ln' } } },
          { reasoningContent: { redactedContent: 'aGlkZGVu' } },
          { text: 'Looking.' },
          { toolUse: { toolUseId: 'a', name: 'search', input: { query: 'x' } } },
          { toolUse: { toolUseId: 'b', name: 'search', input: {} } },
        ],
      },
      {
        role: 'user',
        content: [
          { toolResult: { toolUseId: 'a', content: [{ text: '{"hits":2}' }] } },
          {
            toolResult: {
              toolUseId: 'b',
              content: [{ text: 'Error:' }, { text: 'query is missing' }],
            },
          },
        ],
      },
    ]);
  });

  it('carries tools and each way of choosing one', async () => {
    const ask = async (toolChoice: ChatRequest['toolChoice']) =>
      (await sent({ messages: [user('Go.')], tools: [search], ...(toolChoice && { toolChoice }) }))
        .toolConfig;
    const tools = [
      {
        toolSpec: {
          name: 'search',
          description: 'Searches.',
          inputSchema: { json: search.inputSchema },
        },
      },
    ];
    expect(await ask(undefined)).toEqual({ tools });
    expect(await ask('auto')).toEqual({ tools });
    expect(await ask('any')).toEqual({ tools, toolChoice: { any: {} } });
    expect(await ask({ tool: 'search' })).toEqual({
      tools,
      toolChoice: { tool: { name: 'search' } },
    });
    expect(await ask('none')).toBeUndefined();
  });

  it('carries limits and sampling of each request through the function that makes the model', async () => {
    const body = await sent({
      messages: [user('Go.')],
      maxTokens: 40,
      temperature: 0.2,
      topP: 0.9,
      stopSequences: ['END'],
    });
    expect(body.inferenceConfig).toEqual({
      maxTokens: 40,
      temperature: 0.2,
      topP: 0.9,
      stopSequences: ['END'],
    });
  });

  it('carries call options of the user under vendor.langchain', async () => {
    const vendor = { langchain: { serviceTier: 'flex' }, acme: { anything: true } };
    const body = await sent({ messages: [user('Go.')], vendor });
    expect(body.serviceTier).toEqual({ type: 'flex' });
  });

  it('says who asks, in the alphabet of Converse', async () => {
    const { model, bedrock } = await overEmulator(scriptedModel(() => 'Stone.'));
    const attributes = { pattern: 'ask-docs', tenant: 'açme' };
    const request = { messages: [user('Go.')], metadata: { tenant: 'forged', team: 'x' } };
    await model.generate(request, recordingContext(attributes));
    expect(bedrock.requests[0]?.body?.requestMetadata).toEqual({
      tenant: 'a_me',
      team: 'x',
      pattern: 'ask-docs',
    });
  });
});
