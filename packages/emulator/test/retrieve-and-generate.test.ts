import { AshlarError, type ChatModel, type JsonObject } from '@ashlar/core';
import { listRetriever } from '@ashlar/core/testing';
import {
  RetrieveAndGenerateCommand,
  type RetrieveAndGenerateCommandInput,
  RetrieveAndGenerateStreamCommand,
  type RetrieveAndGenerateStreamResponseOutput,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { describe, expect, it } from 'vitest';
import { answerFaults } from './answer-shape.ts';
import { wordCheck } from './checks.ts';
import { echoModel } from './echo-model.ts';
import { post, serve } from './serve.ts';

const kb = 'KB12345678';
const modelArn = 'arn:aws:bedrock:eu-central-1::foundation-model/acme.chat-v1:0';
const walls = listRetriever([
  { text: 'A wall of stone stands.', source: 's3://walls/a.md' },
  { text: 'A wall of clay falls.', source: 's3://walls/b.md' },
]);

/** A model that says one text, and remembers what it was asked. */
const says = (text: string) =>
  echoModel(() => ({ message: { role: 'assistant', content: [{ type: 'text', text }] } }));

type KnowledgeBase = NonNullable<
  NonNullable<
    RetrieveAndGenerateCommandInput['retrieveAndGenerateConfiguration']
  >['knowledgeBaseConfiguration']
>;

const ask = (
  own: Partial<KnowledgeBase> = {},
  more: Partial<RetrieveAndGenerateCommandInput> = {},
): RetrieveAndGenerateCommandInput => ({
  input: { text: 'Which wall stands?' },
  retrieveAndGenerateConfiguration: {
    type: 'KNOWLEDGE_BASE',
    knowledgeBaseConfiguration: { knowledgeBaseId: kb, modelArn, ...own },
  },
  ...more,
});

const send = async (chat: ChatModel, input = ask(), options = {}) => {
  const { agent } = await serve({ chat, retrievers: { [kb]: walls }, ...options });
  return agent.send(new RetrieveAndGenerateCommand(input));
};

describe('RetrieveAndGenerate', () => {
  it('asks the model with the passages and cites what it marks, with places in the answer', async () => {
    const chat = says('The stone one stands [1]. Clay falls [2][1], they say.');
    const { output, citations = [], sessionId } = await send(chat);
    expect(output?.text).toBe('The stone one stands. Clay falls, they say.');
    expect(citations.map((one) => one.generatedResponsePart?.textResponsePart?.text)).toEqual([
      'The stone one stands',
      '. Clay falls',
    ]);
    for (const { generatedResponsePart } of citations) {
      const { text, span } = generatedResponsePart?.textResponsePart ?? {};
      expect(output?.text?.slice(span?.start, span?.end)).toBe(text);
    }
    expect(
      citations.map(({ retrievedReferences = [] }) =>
        retrievedReferences.map(({ location }) => location?.s3Location?.uri),
      ),
    ).toEqual([['s3://walls/a.md'], ['s3://walls/b.md', 's3://walls/a.md']]);
    expect(sessionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(chat.requests[0]?.messages.at(-1)?.content[1]).toMatchObject({
      type: 'json',
      value: { question: 'Which wall stands?', passages: [{ number: 1 }, { number: 2 }] },
    });
  });

  it('takes the citations that a model makes itself', async () => {
    const citations = [
      { location: { searchResultLocation: { searchResultIndex: 1, start: 0, end: 1 } } },
    ];
    const chat = echoModel(() => ({
      message: { role: 'assistant', content: [{ type: 'text', text: 'Clay falls.', citations }] },
    }));
    const answer = await send(chat);
    expect(answer.citations?.[0]?.retrievedReferences?.[0]?.location?.s3Location?.uri).toBe(
      's3://walls/b.md',
    );
  });

  it('is one citation without references when nothing is cited', async () => {
    const answer = await send(says('I do not know [7].'));
    expect(answer.citations).toEqual([
      {
        generatedResponsePart: {
          textResponsePart: { text: 'I do not know [7].', span: { start: 0, end: 18 } },
        },
        retrievedReferences: [],
      },
    ]);
  });

  it('goes on in its session and knows no other', async () => {
    const chat = says('It is stone [1].');
    const { agent } = await serve({ chat, retrievers: walls });
    const { sessionId } = await agent.send(new RetrieveAndGenerateCommand(ask()));
    await agent.send(new RetrieveAndGenerateCommand(ask({}, { sessionId })));
    expect(chat.requests[1]?.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ]);
    const other = new RetrieveAndGenerateCommand(ask({}, { sessionId: 'made-up' }));
    await expect(agent.send(other)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Session with Id made-up is not valid. Please check and try again.',
    });
  });

  it('fills the template of the request, and sends its inference options on', async () => {
    const chat = says('Stone.');
    await send(
      chat,
      ask({
        generationConfiguration: {
          promptTemplate: { textPromptTemplate: 'Of $search_results$ answer $query$ $now$' },
          inferenceConfig: {
            textInferenceConfig: { maxTokens: 9, temperature: 0.5, stopSequences: ['x'] },
          },
          additionalModelRequestFields: { topK: 4 },
        },
      }),
    );
    expect(chat.requests[0]).toMatchObject({
      maxTokens: 9,
      temperature: 0.5,
      stopSequences: ['x'],
      vendor: { bedrock: { additionalModelRequestFields: { topK: 4 } } },
      messages: [
        {
          role: 'system',
          content: [
            {
              text: 'Of [1] A wall of stone stands.\n\n[2] A wall of clay falls. answer Which wall stands? $now$',
            },
          ],
        },
        { role: 'user', content: [{ text: 'Which wall stands?' }] },
      ],
    });
  });

  it('takes the question apart when asked to', async () => {
    const chat = echoModel((request) => ({
      message: {
        role: 'assistant',
        content: [
          {
            type: 'text',
            text: request.metadata?.question?.startsWith('bedrock.decompose')
              ? '["stone", "clay"]'
              : 'Done [1].',
          },
        ],
      },
    }));
    const own = listRetriever(['stone', 'clay']);
    await send(
      chat,
      ask({
        orchestrationConfiguration: {
          queryTransformationConfiguration: { type: 'QUERY_DECOMPOSITION' },
        },
      }),
      { retrievers: own },
    );
    expect(own.queries.map(({ query }) => query.text)).toEqual(['stone', 'clay']);
  });

  it('answers from a document that comes with the request', async () => {
    const chat = says('It says so [1].');
    const { citations } = await send(chat, {
      input: { text: 'What does it say?' },
      retrieveAndGenerateConfiguration: {
        type: 'EXTERNAL_SOURCES',
        externalSourcesConfiguration: {
          modelArn,
          sources: [
            {
              sourceType: 'BYTE_CONTENT',
              byteContent: {
                identifier: 'letter.txt',
                contentType: 'text/plain',
                data: new TextEncoder().encode('So.'),
              },
            },
          ],
        },
      },
    });
    expect(citations?.[0]?.retrievedReferences?.[0]?.content?.text).toBe('So.');
  });

  it('says whether its guardrail intervened', async () => {
    const checks = [wordCheck('stone', { action: 'block', code: 'topic.stones' })];
    const own = {
      generationConfiguration: {
        guardrailConfiguration: { guardrailId: 'gr1', guardrailVersion: '1' },
      },
    };
    const blocked = await send(says('It is stone.'), ask(own), { checks });
    expect([blocked.guardrailAction, blocked.output?.text]).toEqual([
      'INTERVENED',
      'Sorry, the model cannot answer this question.',
    ]);
    expect((await send(says('Clay.'), ask(own), { checks })).guardrailAction).toBe('NONE');
    const asked = ask(own, { input: { text: 'Why stone?' } });
    expect((await send(says('Clay.'), asked, { checks })).guardrailAction).toBe('INTERVENED');
  });

  it.each<[RetrieveAndGenerateCommandInput, string]>([
    [ask({}, { input: { text: 'x'.repeat(1001) } }), 'ValidationException'],
    [ask({ knowledgeBaseId: 'KBOTHER000' }), 'ResourceNotFoundException'],
    [
      ask({ modelArn: 'arn:aws:bedrock:eu-central-1::foundation-model/other.model-v1:0' }),
      'ResourceNotFoundException',
    ],
    [
      ask({ generationConfiguration: { promptTemplate: { textPromptTemplate: 'no place' } } }),
      'ValidationException',
    ],
    [
      { input: { text: 'x' }, retrieveAndGenerateConfiguration: { type: 'KNOWLEDGE_BASE' } },
      'ValidationException',
    ],
  ])('refuses %j', async (input, name) => {
    const chat = { 'acme.chat-v1:0': says('x') };
    const { agent } = await serve({ chat, retrievers: { [kb]: walls } });
    await expect(agent.send(new RetrieveAndGenerateCommand(input))).rejects.toMatchObject({ name });
  });

  it('answers in the published shape', async () => {
    const { running } = await serve({ chat: says('Stone [1].'), retrievers: walls });
    const answer = await post(running.url, '/retrieveAndGenerate', ask());
    expect(
      answerFaults(answer.body as JsonObject, 'RetrieveAndGenerateResponse', 'agent-runtime'),
    ).toEqual([]);
  });
});

describe('RetrieveAndGenerateStream', () => {
  it('streams the answer in pieces, each citation behind its stretch, and names its session', async () => {
    const chat = says(
      'The stone one stands upright and has for ages [1]. Clay falls [2]. The end.',
    );
    const { agent, running } = await serve({ chat, retrievers: walls });
    const { stream, sessionId } = await agent.send(new RetrieveAndGenerateStreamCommand(ask()));
    const events: RetrieveAndGenerateStreamResponseOutput[] = [];
    for await (const event of stream ?? []) events.push(event);
    const text = events.map(({ output }) => output?.text ?? '').join('');
    expect(text).toBe('The stone one stands upright and has for ages. Clay falls. The end.');
    const cited = events.flatMap(
      ({ citation }) => citation?.generatedResponsePart?.textResponsePart ?? [],
    );
    expect(cited.map(({ span }) => text.slice(span?.start, span?.end))).toEqual(
      cited.map((part) => part.text),
    );
    expect(events.findIndex(({ citation }) => citation !== undefined)).toBeGreaterThan(1);
    expect(sessionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(running.requests[0]).toMatchObject({
      operation: 'RetrieveAndGenerateStream',
      end: 'answered',
    });
  });

  it('says first what its guardrail did', async () => {
    const checks = [
      wordCheck('stone', { action: 'block', code: 'topic.stones' }, { stages: ['output'] }),
    ];
    const { agent } = await serve({ chat: says('Stone, stone.'), retrievers: walls, checks });
    const guardrailConfiguration = { guardrailId: 'gr1', guardrailVersion: '1' };
    const input = ask({ generationConfiguration: { guardrailConfiguration } });
    const { stream } = await agent.send(new RetrieveAndGenerateStreamCommand(input));
    const events: RetrieveAndGenerateStreamResponseOutput[] = [];
    for await (const event of stream ?? []) events.push(event);
    expect(events[0]?.guardrail?.action).toBe('INTERVENED');
  });

  it('fails before its first event as an ordinary error, and inside it by its own exceptions', async () => {
    const { agent } = await serve({
      chat: says('Stone.'),
      retrievers: walls,
      faults: [
        {
          request: 2,
          fault: { kind: 'exception', afterEvents: 1, exception: 'DependencyFailedException' },
        },
      ],
    });
    const unknown = new RetrieveAndGenerateStreamCommand(ask({}, { sessionId: 'made-up' }));
    await expect(agent.send(unknown)).rejects.toMatchObject({ name: 'ValidationException' });
    const read = async () => {
      const { stream } = await agent.send(new RetrieveAndGenerateStreamCommand(ask()));
      for await (const _ of stream ?? []);
    };
    await expect(read()).rejects.toMatchObject({ name: 'DependencyFailedException' });
  });
});

describe('what fails behind a knowledge base', () => {
  const failing = (code: 'model.failed' | 'model.unavailable' | 'model.throttled'): ChatModel => ({
    ...echoModel(),
    generate: () =>
      Promise.reject(new AshlarError(code, 'No.', { facts: { model: 'm' }, retryable: true })),
  });

  it.each([
    ['model.failed', 'DependencyFailedException', 424],
    ['model.unavailable', 'BadGatewayException', 502],
    ['model.throttled', 'ThrottlingException', 429],
  ] as const)('has the names of its service: %s is %s', async (code, name, status) => {
    const { agent } = await serve({ chat: failing(code), retrievers: walls });
    const error = await agent.send(new RetrieveAndGenerateCommand(ask())).catch((thrown) => thrown);
    expect([error.name, error.$metadata.httpStatusCode]).toEqual([name, status]);
  });
});
