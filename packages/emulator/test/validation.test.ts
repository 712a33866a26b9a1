import { ConverseCommand, type ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { emulator } from '../src/index.ts';
import { conversationRules } from '../src/validate/conversation-rules.ts';
import { client, hello } from './client.ts';
import { echoModel } from './echo-model.ts';
import { post, serve } from './serve.ts';

const user = (...content: unknown[]) => ({ role: 'user', content });
const assistant = (...content: unknown[]) => ({ role: 'assistant', content });
const text = { text: 'hello' };
const use = (id: string) => ({ toolUse: { toolUseId: id, name: 'look', input: {} } });
const result = (id: string, extra = {}) => ({
  toolResult: { toolUseId: id, content: [text], ...extra },
});
const bytes = new Uint8Array([1, 2, 3]);
const image = { image: { format: 'png', source: { bytes } } };
const document = (name = 'report') => ({
  document: { name, format: 'txt', source: { bytes } },
});
const tool = (name = 'look', schema: unknown = { type: 'object' }) => ({
  toolSpec: { name, description: 'Looks.', inputSchema: { json: schema } },
});
const toolConfig = { tools: [tool()] };

interface Refused {
  readonly why: string;
  readonly input: object;
  readonly message: string | RegExp;
  /** The conversation rule that this case is for. */
  readonly rule?: string;
}

const messages = [user(text)];
const refused: readonly Refused[] = [
  {
    why: 'a message without role',
    input: { messages: [{ content: [text] }] },
    message:
      "1 validation error detected: Value null at 'messages.1.member.role' failed to satisfy constraint: Member must not be null",
  },
  {
    why: 'an unknown role',
    input: { messages: [{ role: 'robot', content: [text] }] },
    message:
      /Value 'robot' at 'messages.1.member.role'.*enum value set: \[user, assistant, system\]/,
  },
  {
    why: 'a temperature above one',
    input: { messages, inferenceConfig: { temperature: 1.5 } },
    message:
      "1 validation error detected: Value '1.5' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1",
  },
  {
    why: 'several faults at once',
    input: { messages, inferenceConfig: { maxTokens: 0, topP: -1 } },
    message: /^2 validation errors detected: .*greater than or equal to 1; .*topP.*or equal to 0$/,
  },
  {
    why: 'a fraction of a token',
    input: { messages, inferenceConfig: { maxTokens: 1.5 } },
    message: /maxTokens' failed to satisfy constraint: Member must be an integer/,
  },
  {
    why: 'an empty stop sequence',
    input: { messages, inferenceConfig: { stopSequences: [''] } },
    message: /stopSequences.1.member.*length greater than or equal to 1/,
  },
  {
    why: 'a tool name with a space',
    input: { messages, toolConfig: { tools: [tool('look at')] } },
    message: /toolSpec.name.*regular expression pattern: \[a-zA-Z0-9_-\]\+/,
  },
  {
    why: 'a tool id of 65 characters',
    input: { messages: [user(text), assistant(use('x'.repeat(65))), user(text)], toolConfig },
    message: /toolUseId.*length less than or equal to 64/,
  },
  {
    why: 'an empty list of tools',
    input: { messages, toolConfig: { tools: [] } },
    message: /Value at 'toolConfig.tools'.*length greater than or equal to 1/,
  },
  {
    why: '17 entries of metadata',
    input: {
      messages,
      requestMetadata: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, 'v'])),
    },
    message: /requestMetadata.*length less than or equal to 16/,
  },
  {
    why: 'a metadata value with a brace',
    input: { messages, requestMetadata: { a: '{}' } },
    message: /'requestMetadata.a'.*regular expression pattern/,
  },
  {
    why: 'an image of an unknown format',
    input: { messages: [user({ image: { format: 'bmp', source: { bytes } } })] },
    message: /Value 'bmp' at 'messages.1.member.content.1.member.image.format'/,
  },
  {
    why: 'an empty image',
    input: { messages: [user({ image: { format: 'png', source: { bytes: new Uint8Array() } } })] },
    message: /image.source.bytes.*length greater than or equal to 1/,
  },
  {
    why: 'an unknown service tier',
    input: { messages, serviceTier: { type: 'gold' } },
    message: /enum value set: \[priority, default, flex, reserved\]/,
  },
  {
    why: 'a model id with a space',
    input: { modelId: 'no model', messages },
    message: 'The provided model identifier is invalid.',
  },
  {
    why: 'no message at all',
    input: { messages: [] },
    message: /^A conversation must start with a user message/,
    rule: 'first message is from the user',
  },
  {
    why: 'an assistant first',
    input: { messages: [assistant(text)] },
    message: /^A conversation must start with a user message/,
    rule: 'first message is from the user',
  },
  {
    why: 'two user turns in a row',
    input: { messages: [user(text), user(text)] },
    message: /^A conversation must alternate/,
    rule: 'roles alternate',
  },
  {
    why: 'a message without content',
    input: { messages: [user()] },
    message: /^The content field in the Message object at messages.0 is empty/,
    rule: 'messages have content',
  },
  {
    why: 'a blank text',
    input: { messages: [user(text, { text: ' \n' })] },
    message: /^The text field in the ContentBlock object at messages.0.content.1 is blank/,
    rule: 'text is not blank',
  },
  {
    why: 'tool blocks without toolConfig',
    input: { messages: [user(text), assistant(use('a')), user(result('a'))] },
    message:
      'The toolConfig field must be defined when using toolUse and toolResult content blocks.',
    rule: 'tool blocks need a toolConfig',
  },
  {
    why: 'two calls of one id',
    input: {
      messages: [user(text), assistant(use('a'), use('a')), user(result('a'))],
      toolConfig,
    },
    message: 'The toolUse blocks at messages.1.content contain duplicate Ids: a',
    rule: 'ids of tool blocks are unique in a message',
  },
  {
    why: 'two results of one id',
    input: {
      messages: [user(text), assistant(use('a')), user(result('a'), result('a'))],
      toolConfig,
    },
    message: 'The toolResult blocks at messages.2.content contain duplicate Ids: a',
    rule: 'ids of tool blocks are unique in a message',
  },
  {
    why: 'a tool input that is a text',
    input: {
      messages: [
        user(text),
        assistant({ toolUse: { toolUseId: 'a', name: 'look', input: '{"q":' } }),
        user(result('a')),
      ],
      toolConfig,
    },
    message:
      'The format of the value at messages.1.content.0.toolUse.input is invalid. Provide a json object for the field and try again.',
    rule: 'tool inputs, results as JSON and schemas are objects',
  },
  {
    why: 'a tool result that is a list',
    input: {
      messages: [
        user(text),
        assistant(use('a')),
        user(result('a', { content: [text, { json: [1] }] })),
      ],
      toolConfig,
    },
    message:
      'The format of the value at messages.2.content.0.toolResult.content.1.json is invalid. Provide a json object for the field and try again.',
    rule: 'tool inputs, results as JSON and schemas are objects',
  },
  {
    why: 'a tool schema that is a text',
    input: { messages, toolConfig: { tools: [tool('look', '{"type":"object"}')] } },
    message:
      'The format of the value at toolConfig.tools.0.toolSpec.inputSchema.json is invalid. Provide a json object for the field and try again.',
    rule: 'tool inputs, results as JSON and schemas are objects',
  },
  {
    why: 'a result too many',
    input: {
      messages: [user(text), assistant(use('a')), user(result('a'), result('b'))],
      toolConfig,
    },
    message: /^The number of toolResult blocks at messages.2.content exceeds/,
    rule: 'no more tool results than tool uses before them',
  },
  {
    why: 'a result of another call',
    input: { messages: [user(text), assistant(use('a'), use('b')), user(result('b'))], toolConfig },
    message: 'Expected toolResult blocks at messages.2.content for the following Ids: a',
    rule: 'every tool use has its result in the next turn',
  },
  {
    why: 'a failed result that says nothing',
    input: {
      messages: [
        user(text),
        assistant(use('a')),
        user({ toolResult: { toolUseId: 'a', content: [], status: 'error' } }),
      ],
      toolConfig,
    },
    message: /messages.2.content.0.toolResult cannot be empty when status value is error/,
    rule: 'a failed tool result says something',
  },
  {
    why: 'a document alone',
    input: { messages: [user(document())] },
    message: /document block without a text block/,
    rule: 'a document comes with a text',
  },
  {
    why: 'an image from the assistant',
    input: { messages: [user(text), assistant(image), user(text)] },
    message:
      /The image block at messages.1.content.0 can't be in a message with the role assistant/,
    rule: 'images, documents and tool results come from the user, tool uses from the assistant',
  },
  {
    why: 'six documents',
    input: { messages: [user(text, ...Array.from('abcdef', document))] },
    message: /more than 5 document blocks/,
    rule: 'at most 20 images and five documents in a message',
  },
  {
    why: 'a document named like a path',
    input: { messages: [user(text, document('a/b.txt'))] },
    message: /^The document file name can only contain/,
    rule: 'names of documents are plain',
  },
  {
    why: 'a tool that takes a list',
    input: { messages, toolConfig: { tools: [tool('look', { type: 'array' })] } },
    message:
      'The value at toolConfig.tools.0.toolSpec.inputSchema.json.type must be one of the following: object.',
    rule: 'schemas of tools describe an object',
  },
  {
    why: 'a forced tool that is not there',
    input: { messages, toolConfig: { ...toolConfig, toolChoice: { tool: { name: 'other' } } } },
    message: /The tool other at toolConfig.toolChoice.tool.name/,
    rule: 'the chosen tool is one of the tools',
  },
  {
    why: 'an output schema that is no JSON',
    input: {
      messages,
      outputConfig: {
        textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '{' } } },
      },
    },
    message: /^The value at outputConfig.textFormat.structure.jsonSchema.schema is not/,
    rule: 'the output schema is JSON',
  },
];

describe('a request is refused', () => {
  it.each(refused)('for $why', async ({ input, message }) => {
    const chat = echoModel();
    const { sdk, running } = await serve({ chat });
    const command = new ConverseCommand({ modelId: 'm', ...input } as ConverseCommandInput);
    const error = await sdk.send(command).catch((thrown) => thrown);
    expect(error.name).toBe('ValidationException');
    expect(error.message).toMatch(message);
    expect(error.$metadata.httpStatusCode).toBe(400);
    expect(running.requests[0]).toMatchObject({ exception: 'ValidationException', status: 400 });
    expect(chat.requests).toEqual([]);
  });

  it('by every rule of the conversation', () => {
    const named = refused.flatMap(({ rule }) => rule ?? []);
    expect(new Set(named)).toEqual(new Set(conversationRules.map(({ name }) => name)));
  });
});

describe('a request is accepted', () => {
  it.each([
    [
      'an empty tool result',
      {
        messages: [
          user(text),
          assistant(use('a')),
          user({ toolResult: { toolUseId: 'a', content: [] } }),
        ],
        toolConfig,
      },
    ],
    [
      'a blank text in a tool result',
      {
        messages: [user(text), assistant(use('a')), user(result('a', { content: [{ text: '' }] }))],
        toolConfig,
      },
    ],
    [
      'a system message in the middle',
      { messages: [user(text), { role: 'system', content: [text] }, assistant(text), user(text)] },
    ],
    [
      'metadata as the kernel writes it',
      { messages, requestMetadata: { question: 'rag.answer@1', run: '0198-a' } },
    ],
    ['a null where nothing is required', { messages, system: null }],
  ])('with %s', async (_, input) => {
    const { sdk } = await serve({ chat: echoModel() });
    const answer = await sdk.send(
      new ConverseCommand({ modelId: 'm', ...input } as ConverseCommandInput),
    );
    expect(answer.stopReason).toBe('end_turn');
  });

  it('with members that the client does not know, which the log lists', async () => {
    const { running } = await serve({ chat: echoModel() });
    const body = {
      messages: [user(text, { hologram: { depth: 3 } })],
      inferenceConfig: { topK: 3 },
    };
    const { status } = await post(running.url, '/model/m/converse', body);
    expect(status).toBe(200);
    expect(running.requests[0]?.unknownMembers).toEqual([
      'messages.1.member.content.2.member.hologram',
      'inferenceConfig.topK',
    ]);
  });
});

describe('a body of the wrong kind', () => {
  it.each([
    ['no JSON', '{"messages"', "Expected ':' after"],
    ['a list', '[]', 'Start of structure expected'],
    [
      'a number for a list',
      { messages: 3 },
      "Value of type number at 'messages' can not be converted to list",
    ],
    [
      'a string for a number',
      { messages, inferenceConfig: { maxTokens: '3' } },
      "at 'inferenceConfig.maxTokens' can not be converted to number",
    ],
    [
      'bytes that are no base64',
      { messages: [user({ image: { format: 'png', source: { bytes: '?' } } })] },
      'can not be converted to base64',
    ],
  ])('is a SerializationException: %s', async (_, body, message) => {
    const { running } = await serve({ chat: echoModel() });
    const answer = await post(running.url, '/model/m/converse', body);
    expect(answer).toMatchObject({ status: 400, type: 'SerializationException' });
    expect(JSON.stringify(answer.body)).toContain(message);
  });

  it('is a ValidationException when a union has two members', async () => {
    const { running } = await serve({ chat: echoModel() });
    const both = { text: 'a', cachePoint: { type: 'default' }, image: null };
    const answer = await post(running.url, '/model/m/converse', { messages: [user(both)] });
    expect(JSON.stringify(answer.body)).toContain(
      'Exactly one member of ContentBlock must be set, 2 are',
    );
  });
});

describe('an id without an engine', () => {
  it.each([
    ['a name', 'acme.unknown-v1', 'ValidationException', 400],
    [
      'an ARN',
      'arn:aws:bedrock:eu-central-1::foundation-model/acme.unknown-v1',
      'ResourceNotFoundException',
      404,
    ],
  ])('is refused as the service does: %s', async (_, modelId, name, status) => {
    const { sdk } = await serve({ chat: { 'acme.known-v1': echoModel() } });
    const error = await sdk
      .send(new ConverseCommand({ ...hello(), modelId }))
      .catch((thrown) => thrown);
    expect([error.name, error.$metadata.httpStatusCode]).toEqual([name, status]);
  });

  it('is an operation that nobody serves: 404 UnknownOperationException', async () => {
    const { running } = await serve({ chat: echoModel() });
    const answer = await post(running.url, '/agents/a/agentAliases/b/sessions/c/text', {});
    expect(answer).toMatchObject({ status: 404, type: 'UnknownOperationException' });
  });
});

it('different ids have different engines', async () => {
  const small = echoModel();
  const running = await emulator({ chat: (id) => (id === 'small' ? small : undefined) });
  const sdk = client(running.url);
  await sdk.send(new ConverseCommand({ ...hello(), modelId: 'small' }));
  await expect(sdk.send(new ConverseCommand(hello()))).rejects.toThrow(
    'model identifier is invalid',
  );
  expect(small.requests).toHaveLength(1);
  sdk.destroy();
  await running.close();
});
