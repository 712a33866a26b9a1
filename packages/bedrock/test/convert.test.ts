import { assistant, type Message, type Part, system, user } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { chatModel } from '../src/index.ts';
import { answer, json } from './support/replies.ts';
import { startServer } from './support/server.ts';

const base64 = Buffer.from('bytes').toString('base64');
const opus = 'anthropic.claude-opus-4-8';

async function sentFor(request: Parameters<ReturnType<typeof chatModel>['generate']>[0], id = 'm') {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  const model = chatModel(id, { connection: server.connect({ retry: false }) });
  const response = await model.generate(request);
  return { body: server.received[0]?.body, response };
}

// Every block of Converse that a model can answer with or be asked with, and the part it becomes.
const blocks: readonly [string, object, Part][] = [
  ['text', { text: 'a' }, { type: 'text', text: 'a' }],
  [
    'toolUse',
    { toolUse: { toolUseId: 't', name: 'f', input: { a: [1, null] } } },
    { type: 'tool-call', id: 't', name: 'f', input: { a: [1, null] } },
  ],
  [
    'toolUse of a server',
    { toolUse: { toolUseId: 't', name: 'f', input: {}, type: 'server_tool_use' } },
    { type: 'tool-call', id: 't', name: 'f', input: {}, server: true },
  ],
  [
    'toolResult of a server',
    {
      toolResult: {
        toolUseId: 't',
        content: [
          { text: 'a' },
          { json: { b: 1 } },
          { image: { format: 'png', source: { bytes: base64 } } },
          { searchResult: { source: 's', title: 't', content: [{ text: 'x' }] } },
          { hologram: { a: 1 } },
        ],
        status: 'error',
        type: 'web_result',
      },
    },
    {
      type: 'tool-result',
      callId: 't',
      content: [
        { type: 'text', text: 'a' },
        { type: 'json', value: { b: 1 } },
        { type: 'image', format: 'png', source: { base64 } },
        { type: 'search-result', source: 's', title: 't', content: ['x'] },
        { type: 'other', vendor: 'bedrock', raw: { hologram: { a: 1 } } },
      ],
      isError: true,
      server: true,
      serverType: 'web_result',
    },
  ],
  [
    'reasoning',
    { reasoningContent: { reasoningText: { text: 'hm', signature: 's' } } },
    { type: 'reasoning', text: 'hm', signature: 's' },
  ],
  [
    'redacted reasoning',
    { reasoningContent: { redactedContent: base64 } },
    { type: 'reasoning', redacted: base64 },
  ],
  [
    'citations',
    {
      citationsContent: {
        content: [{ text: 'a' }],
        citations: [
          {
            title: 't',
            source: 's',
            sourceContent: [{ text: 'q' }],
            location: { web: { url: 'u', domain: 'd' } },
          },
          { location: { galaxy: { x: 1 } } },
        ],
      },
    },
    {
      type: 'text',
      text: 'a',
      citations: [
        { title: 't', source: 's', quote: 'q', location: { web: { url: 'u', domain: 'd' } } },
        { location: { galaxy: { x: 1 } } },
      ],
    },
  ],
  [
    'image',
    { image: { format: 'png', source: { bytes: base64 } } },
    { type: 'image', format: 'png', source: { base64 } },
  ],
  [
    'image in S3',
    { image: { format: 'png', source: { s3Location: { uri: 's3://b/k' } } } },
    { type: 'image', format: 'png', source: { uri: 's3://b/k' } },
  ],
  [
    'image in the bucket of somebody',
    { image: { format: 'png', source: { s3Location: { uri: 's3://b/k', bucketOwner: '1' } } } },
    {
      type: 'other',
      vendor: 'bedrock',
      raw: {
        image: { format: 'png', source: { s3Location: { uri: 's3://b/k', bucketOwner: '1' } } },
      },
    },
  ],
  [
    'image that failed',
    { image: { format: 'png', source: { bytes: base64 }, error: { message: 'no' } } },
    {
      type: 'other',
      vendor: 'bedrock',
      raw: { image: { format: 'png', source: { bytes: base64 }, error: { message: 'no' } } },
    },
  ],
  [
    'audio',
    { audio: { format: 'mp3', source: { bytes: base64 } } },
    { type: 'audio', format: 'mp3', source: { base64 } },
  ],
  [
    'video',
    { video: { format: 'mp4', source: { bytes: base64 } } },
    { type: 'video', format: 'mp4', source: { base64 } },
  ],
  [
    'document',
    {
      document: {
        format: 'pdf',
        name: 'Report 1',
        source: { bytes: base64 },
        context: 'c',
        citations: { enabled: true },
      },
    },
    {
      type: 'document',
      format: 'pdf',
      name: 'Report 1',
      source: { base64 },
      context: 'c',
      citations: true,
    },
  ],
  [
    'search result',
    {
      searchResult: {
        source: 's',
        title: 't',
        content: [{ text: 'a' }, { text: 'b' }],
        citations: { enabled: false },
      },
    },
    { type: 'search-result', source: 's', title: 't', content: ['a', 'b'], citations: false },
  ],
  [
    'cache point',
    { cachePoint: { type: 'default', ttl: '1h' } },
    { type: 'cache-point', ttl: '1h' },
  ],
  [
    'guarded text',
    { guardContent: { text: { text: 'a', qualifiers: ['query'] } } },
    {
      type: 'other',
      vendor: 'bedrock',
      raw: { guardContent: { text: { text: 'a', qualifiers: ['query'] } } },
    },
  ],
  [
    'guarded image',
    { guardContent: { image: { format: 'png', source: { bytes: base64 } } } },
    {
      type: 'other',
      vendor: 'bedrock',
      raw: { guardContent: { image: { format: 'png', source: { bytes: base64 } } } },
    },
  ],
  [
    'tool addition',
    { toolAddition: { tool: { type: 'mcp', name: 'f', serverName: 's' } } },
    {
      type: 'other',
      vendor: 'bedrock',
      raw: { toolAddition: { tool: { type: 'mcp', name: 'f', serverName: 's' } } },
    },
  ],
  [
    'a block that nobody here knows',
    { hologram: { bytes: 'not base64', deep: [{ input: 1 }] } },
    {
      type: 'other',
      vendor: 'bedrock',
      raw: { hologram: { bytes: 'not base64', deep: [{ input: 1 }] } },
    },
  ],
];

describe('numbers that the SDK does not leave as they are', () => {
  const input = (digits: string) =>
    `{"output":{"message":{"role":"user","content":[{"toolUse":{"toolUseId":"t","name":"n","input":{"n":[${digits}]}}}]}},"stopReason":"tool_use","usage":{"inputTokens":-5,"outputTokens":1000000000000000000,"totalTokens":2},"metrics":{"latencyMs":1},"additionalModelResponseFields":{"n":${digits}}}`;

  it.each([
    ['12345678901234567890', 12345678901234567000],
    ['0.12345678901234567890123', 0.12345678901234568],
    ['1e400', `1${'0'.repeat(400)}`],
  ])('%s is JSON in the input of a tool and in what Bedrock adds', async (digits, wanted) => {
    const server = await startServer();
    server.reply(json(200, input(digits)));
    const model = chatModel('amazon.nova-lite-v1:0', { connection: server.connect() });
    const { message, vendor, calls } = await model.generate({ messages: [user('Hi')] });
    expect(message.role).toBe('assistant');
    expect(JSON.stringify(message.content)).toBe(
      `[{"type":"tool-call","id":"t","name":"n","input":{"n":[${JSON.stringify(wanted)}]}}]`,
    );
    expect(vendor?.bedrock).toMatchObject({ additionalModelResponseFields: { n: wanted } });
    expect(calls).toMatchObject([{ inputTokens: 0, outputTokens: Number.MAX_SAFE_INTEGER }]);
  });
});

describe('what the model says comes as parts and goes back unchanged', () => {
  it.each(blocks)('%s', async (_, block, part) => {
    const server = await startServer();
    server.reply(answer([{ text: 'see' }, block]));
    const model = chatModel('m', { connection: server.connect() });
    const { message } = await model.generate({ messages: [user('Hi')] });
    expect(message.content).toEqual([{ type: 'text', text: 'see' }, part]);
    expect(JSON.parse(JSON.stringify(message))).toEqual(message);
    await model.generate({ messages: [user('Hi'), message, user('And?')] });
    expect(server.received[1]?.body.messages[1]).toEqual({
      role: 'assistant',
      content: [{ text: 'see' }, block],
    });
  });
});

describe('a request', () => {
  it('has its leading system messages in front, with cache points', async () => {
    const { body } = await sentFor({
      messages: [
        system(['One.', { type: 'cache-point' }]),
        system([{ type: 'json', value: { rule: 2 } }]),
        user('Hi'),
      ],
    });
    expect(body.system).toEqual([
      { text: 'One.' },
      { cachePoint: { type: 'default' } },
      { text: '{"rule":2}' },
    ]);
    expect(body.messages).toEqual([{ role: 'user', content: [{ text: 'Hi' }] }]);
  });

  const late: readonly Message[] = [
    system('First.'),
    user('Hi'),
    assistant('Yes?'),
    system('Be brief.'),
    user('Go on'),
  ];

  it('moves later system messages to the front for models that do not take them in place', async () => {
    const { body } = await sentFor({ messages: late });
    expect(body.system).toEqual([{ text: 'First.' }, { text: 'Be brief.' }]);
    expect(body.messages.map(({ role }: Message) => role)).toEqual(['user', 'assistant', 'user']);
  });

  it('leaves them in place for models that do, or when it is asked to', async () => {
    const roles = ['user', 'assistant', 'system', 'user'];
    const { body } = await sentFor({ messages: late }, opus);
    expect(body.messages.map(({ role }: Message) => role)).toEqual(roles);
    const vendor = { bedrock: { systemMessages: 'in-place' } };
    const asked = await sentFor({ messages: late, vendor });
    expect(asked.body.messages.map(({ role }: Message) => role)).toEqual(roles);
  });

  it('defines tools, with a choice, strictness, system tools and a cache point', async () => {
    const inputSchema = { type: 'object', properties: { q: { type: 'string' } } };
    const { body } = await sentFor({
      messages: [user('Hi')],
      tools: [{ name: 'find', description: 'Finds.', inputSchema, strict: true }],
      toolChoice: { tool: 'find' },
      vendor: { bedrock: { systemTools: ['nova_grounding'], cacheTools: '1h' } },
    });
    expect(body.toolConfig).toEqual({
      tools: [
        {
          toolSpec: {
            name: 'find',
            description: 'Finds.',
            inputSchema: { json: inputSchema },
            strict: true,
          },
        },
        { systemTool: { name: 'nova_grounding' } },
        { cachePoint: { type: 'default', ttl: '1h' } },
      ],
      toolChoice: { tool: { name: 'find' } },
    });
  });

  const tools = [{ name: 'f', description: 'd', inputSchema: { type: 'object' } }];

  it.each([
    ['auto', { auto: {} }],
    ['any', { any: {} }],
  ] as const)('says %s in the words of Converse', async (toolChoice, wire) => {
    const { body } = await sentFor({ messages: [user('Hi')], tools, toolChoice });
    expect(body.toolConfig.toolChoice).toEqual(wire);
  });

  it('leaves tools out for "none", unless the history needs them', async () => {
    const plain = await sentFor({ messages: [user('Hi')], tools, toolChoice: 'none' });
    expect(plain.body).not.toHaveProperty('toolConfig');
    const messages = [
      user('Hi'),
      assistant([{ type: 'tool-call', id: 't', name: 'f', input: {} }]),
      user([{ type: 'tool-result', callId: 't', content: [{ type: 'text', text: '1' }] }]),
    ];
    const { body, response } = await sentFor({ messages, tools, toolChoice: 'none' });
    expect(body.toolConfig.tools).toHaveLength(1);
    expect(body.toolConfig).not.toHaveProperty('toolChoice');
    expect(response.vendor?.bedrock).toMatchObject({ ignored: ['toolChoice'] });
  });

  it('asks for JSON of a schema, which goes as a string, and for effort', async () => {
    const schema = { type: 'object', properties: { a: { type: 'number' } } };
    const { body } = await sentFor({
      messages: [user('Hi')],
      output: { schema, name: 'answer', description: 'An answer.' },
      effort: 'low',
    });
    expect(body.outputConfig).toEqual({
      textFormat: {
        type: 'json_schema',
        structure: {
          jsonSchema: {
            schema: JSON.stringify(schema),
            name: 'answer',
            description: 'An answer.',
          },
        },
      },
      effort: 'low',
    });
  });

  it('carries every option that only Bedrock has', async () => {
    const { body } = await sentFor({
      messages: [user('Hi')],
      stopSequences: ['END'],
      topP: 0.5,
      vendor: {
        bedrock: {
          guardrailConfig: {
            guardrailIdentifier: 'g',
            guardrailVersion: '1',
            trace: 'enabled',
            streamProcessingMode: 'async',
          },
          serviceTier: 'flex',
          performanceConfig: { latency: 'optimized' },
          additionalModelRequestFields: { top_k: 50 },
          additionalModelResponseFieldPaths: ['/stop_sequence'],
          requestMetadata: { team: 'masons' },
        },
        other: { ignored: true },
      },
    });
    expect(body).toMatchObject({
      inferenceConfig: { stopSequences: ['END'], topP: 0.5 },
      guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1', trace: 'enabled' },
      serviceTier: { type: 'flex' },
      performanceConfig: { latency: 'optimized' },
      additionalModelRequestFields: { top_k: 50 },
      additionalModelResponseFieldPaths: ['/stop_sequence'],
      requestMetadata: { team: 'masons' },
    });
    expect(body.guardrailConfig).not.toHaveProperty('streamProcessingMode');
  });

  it('leaves out what the model is known to refuse, and says so', async () => {
    const strict = tools.map((tool) => ({ ...tool, strict: true }));
    const { body, response } = await sentFor(
      { messages: [user('Hi')], tools: strict, temperature: 0, maxTokens: 9 },
      `us.${opus}`,
    );
    expect(body.inferenceConfig).toEqual({ maxTokens: 9 });
    expect(body.toolConfig.tools[0].toolSpec).not.toHaveProperty('strict');
    expect(response.vendor?.bedrock).toMatchObject({ ignored: ['temperature', 'tools.strict'] });
  });

  it('sends tool results with their status, and other JSON than objects as text', async () => {
    const { body } = await sentFor({
      messages: [
        user([
          {
            type: 'tool-result',
            callId: 'call with spaces and a very long id that another provider made, 0123456789',
            isError: true,
            content: [
              { type: 'json', value: { a: 1 } },
              { type: 'json', value: [1, 2] },
              { type: 'text', text: ' ' },
            ],
          },
        ]),
      ],
    });
    const [{ toolResult }] = body.messages[0].content;
    expect(toolResult).toMatchObject({
      status: 'error',
      content: [{ json: { a: 1 } }, { text: '[1,2]' }],
    });
    expect(toolResult.toolUseId).toMatch(/^[a-zA-Z0-9_.:-]{64}$/);
  });

  it('sends names of made-up tools as Converse takes them, so that the conversation can go on', async () => {
    const call = (name: string) => assistant([{ type: 'tool-call', id: 't', name, input: {} }]);
    const names = ['find_all', 'functions.find all', '', 'x'.repeat(70)];
    const { body } = await sentFor({ messages: names.flatMap((name) => [user('a'), call(name)]) });
    const sent = body.messages.flatMap(
      ({ content }: { content: { toolUse?: { name: string } }[] }) =>
        content.flatMap(({ toolUse }) => toolUse?.name ?? []),
    );
    expect(sent).toEqual(['find_all', 'functions_find_all', '_', 'x'.repeat(64)]);
  });

  it('wraps the input of a call that is not an object, as Converse takes nothing else', async () => {
    const call = (input: string) => assistant([{ type: 'tool-call', id: 't', name: 'f', input }]);
    const { body } = await sentFor({ messages: [user('a'), call('{"q":'), user('b'), call('')] });
    expect(body.messages[1].content[0].toolUse.input).toEqual({ unparsed: '{"q":' });
    expect(body.messages[3].content[0].toolUse.input).toEqual({});
  });

  it('gives documents names and media formats that Converse takes', async () => {
    const { body } = await sentFor({
      messages: [
        user([
          'Read this.',
          {
            type: 'document',
            name: 'a/b  report.v2.pdf',
            format: 'application/pdf',
            source: { base64 },
          },
          { type: 'document', name: '§§', format: 'txt', source: { text: 'plain' } },
          { type: 'image', format: 'image/jpg', source: { base64 } },
          { type: 'video', format: '3gp', source: { uri: 's3://b/k' } },
        ]),
      ],
    });
    const [, pdf, txt, image, video] = body.messages[0].content;
    expect(pdf.document).toMatchObject({ name: 'a-b report-v2-pdf', format: 'pdf' });
    expect(txt.document).toEqual({ name: '--', format: 'txt', source: { text: 'plain' } });
    expect(image.image.format).toBe('jpeg');
    expect(video.video).toEqual({
      format: 'three_gp',
      source: { s3Location: { uri: 's3://b/k' } },
    });
  });

  it('renders JSON parts as text, and leaves labels and blank text out', async () => {
    const { body } = await sentFor({
      messages: [
        user([
          { type: 'json', value: { b: [1], a: 'x' }, label: { origin: 'retrieval' } },
          { type: 'text', text: '  \n', label: { origin: 'user' } },
        ]),
      ],
    });
    expect(body.messages[0].content).toEqual([{ text: '{"b":[1],"a":"x"}' }]);
  });
});

describe('before anything is sent, model.invalid-request names', () => {
  const text = (value: string): Message => user(value);
  it.each([
    ['an unknown option', { bedrock: { guardrialConfig: {} } }, /guardrialConfig.*Known options/],
    [
      'an unknown option inside of one',
      { bedrock: { performanceConfig: { latency: 'optimized', speed: 1 } } },
      /performanceConfig.*speed/,
    ],
    ['a wrong value', { bedrock: { serviceTier: 'fast' } }, /serviceTier/],
    [
      'metadata that Bedrock refuses',
      { bedrock: { requestMetadata: { a: 'ü' } } },
      /requestMetadata/,
    ],
  ])('%s', async (_, vendor, message) => {
    const request = { messages: [text('Hi')], vendor: vendor as never };
    await expect(sentFor(request)).rejects.toMatchObject({
      code: 'model.invalid-request',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['an empty message', [text(' ')], /message 0 \(user\) has nothing to send/],
    [
      'a document without text',
      [user([{ type: 'document', name: 'a', format: 'pdf', source: { base64 } }])],
      /Converse wants a text part beside a document/,
    ],
    [
      'a part of another vendor',
      [user([{ type: 'other', vendor: 'acme', raw: {} }])],
      /vocabulary of acme/,
    ],
    [
      'an image in a system message',
      [system([{ type: 'image', format: 'png', source: { base64 } }]), text('Hi')],
      /system message cannot hold a part of type image/,
    ],
  ] as const)('%s', async (_, messages, message) => {
    await expect(sentFor({ messages })).rejects.toMatchObject({
      code: 'model.invalid-request',
      retryable: false,
      message: expect.stringMatching(message),
    });
  });

  it('a tool name that Bedrock does not allow', async () => {
    const tools = [{ name: 'math.add', description: '', inputSchema: {} }];
    await expect(sentFor({ messages: [text('Hi')], tools })).rejects.toThrow(/math\.add/);
  });
});

it.each([
  ['end_turn', 'end'],
  ['tool_use', 'tool-calls'],
  ['max_tokens', 'max-tokens'],
  ['stop_sequence', 'stop-sequence'],
  ['guardrail_intervened', 'guardrail'],
  ['content_filtered', 'content-filter'],
  ['malformed_model_output', 'malformed'],
  ['malformed_tool_use', 'malformed'],
  ['model_context_window_exceeded', 'context-window'],
  ['constructor', 'other'],
])('stop reason %s is %s', async (stopReason, expected) => {
  const server = await startServer();
  server.reply(answer([{ text: 'a' }], { stopReason }));
  const model = chatModel('m', { connection: server.connect() });
  const response = await model.generate({ messages: [user('Hi')] });
  expect(response.stopReason).toBe(expected);
  expect(response.vendor?.bedrock).toMatchObject({ stopReason });
});

it('hands on what else Bedrock says', async () => {
  const said = {
    additionalModelResponseFields: { stop_sequence: 'END' },
    trace: { guardrail: { actionReason: 'blocked' } },
    performanceConfig: { latency: 'optimized' },
    serviceTier: { type: 'flex' },
  };
  const server = await startServer();
  server.reply(answer([{ text: 'a' }], said));
  const model = chatModel('m', { connection: server.connect() });
  const { vendor } = await model.generate({ messages: [user('Hi')] });
  expect(vendor?.bedrock).toMatchObject(said);
});
