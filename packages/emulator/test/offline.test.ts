import type { ChatRequest, Message } from '@ashlar/core';
import { abstain, isAshlarError, textOf } from '@ashlar/core';
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { offline, offlineModel } from '../src/index.ts';
import { eventsOf } from './client.ts';
import { serve } from './serve.ts';

const rules = {
  'rag.grade': ({ passages }: { passages: string[] }) => ({ relevant: passages.length > 1 }),
  'rag.say': ({ name }: { name: string }) => `Hello ${name}.`,
  'rag.unsure': () => abstain,
};
const model = offlineModel({ rules });
const schema = { type: 'object' };

function ask(text: string, request: Partial<ChatRequest> = {}): ChatRequest {
  return {
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
    metadata: { question: 'rag.grade@2' },
    ...request,
  };
}

const answer = async (request: ChatRequest) => (await model.generate(request)).message;
const passages = '{"passages":["a","b"]}';

describe('the offline engine', () => {
  it.each([
    ['bare', passages],
    ['fenced', `\`\`\`json\n${passages}\n\`\`\``],
    [
      'fenced without a language, inside prose',
      `Grade these.\n\`\`\`\n${passages}\n\`\`\`\nBe strict.`,
    ],
  ])('answers from an input that is %s', async (_, text) => {
    expect(textOf(await answer(ask(text, { output: { schema } })))).toBe('{"relevant":true}');
  });

  it('reads a JSON part as it is', async () => {
    const content = [{ type: 'json', value: { passages: [] } }] as const;
    const message = await answer(ask('', { messages: [{ role: 'user', content }] }));
    expect(textOf(message)).toBe('{"relevant":false}');
  });

  it('takes the last input, so that examples before it do not answer', async () => {
    const messages: Message[] = [
      ...ask('{"passages":["x"]}').messages,
      { role: 'assistant', content: [{ type: 'text', text: '{"relevant":false}' }] },
      ...ask(passages).messages,
      { role: 'assistant', content: [{ type: 'text', text: 'hm' }] },
      ...ask('That was no JSON. Answer again.').messages,
    ];
    expect(textOf(await answer(ask('', { messages })))).toBe('{"relevant":true}');
  });

  it('calls the tool that is forced', async () => {
    const tools = [{ name: 'grade', description: 'd', inputSchema: schema }];
    for (const toolChoice of [{ tool: 'grade' }, 'any'] as const) {
      const response = await model.generate(ask(passages, { tools, toolChoice }));
      expect(response.stopReason).toBe('tool-calls');
      expect(response.message.content).toMatchObject([
        { type: 'tool-call', name: 'grade', input: { relevant: true } },
      ]);
    }
  });

  it('answers a question without a schema in plain text, with a schema in JSON', async () => {
    const request = ask('{"name":"Ada"}', { metadata: { question: 'rag.say@1' } });
    expect(textOf(await answer(request))).toBe('Hello Ada.');
    expect(textOf(await answer({ ...request, output: { schema } }))).toBe('"Hello Ada."');
  });

  it.each(['', 'Grade the passages.', '{"passages":'])(
    'has no answer to a prompt without input: %j',
    async (text) => {
      expect(textOf(await answer(ask(text)))).toBe(
        'This is the offline rule engine. The prompt of rag.grade@2 carries no input, so there is nothing to answer.',
      );
    },
  );

  it('says what it is when nothing fits', async () => {
    expect(textOf(await answer(ask('Hi!', { metadata: {} })))).toBe(
      'This is the offline rule engine, not a language model: it cannot converse. Questions it knows: rag.grade, rag.say, rag.unsure.',
    );
    expect(textOf(await answer(ask('{}', { metadata: { question: 'rag.other@1' } })))).toContain(
      'has no rule for rag.other@1',
    );
    expect(textOf(await answer(ask('{}', { metadata: { question: 'rag.unsure@1' } })))).toContain(
      'abstains',
    );
  });

  it('is the same every time and counts by estimate', async () => {
    const request = ask(passages);
    expect(await model.generate(request)).toEqual(await model.generate(request));
    expect((await model.generate(request)).calls).toEqual([
      {
        model: 'offline.rules-v1',
        outcome: 'served',
        inputTokens: 6,
        outputTokens: 5,
        estimated: true,
      },
    ]);
  });

  it('refuses an id that hides what it is', () => {
    expect(() => offlineModel({ id: 'acme.large', rules })).toThrowError(
      expect.toSatisfy((error) => isAshlarError(error, 'input.invalid')),
    );
  });
});

it('works through the wire with nothing but the rendered prompt and the metadata', async () => {
  const { sdk } = await serve(offline({ rules }));
  const input = {
    modelId: 'any',
    messages: [{ role: 'user' as const, content: [{ text: 'Grade.' }, { text: passages }] }],
    requestMetadata: { question: 'rag.grade@2' },
  };
  const unary = await sdk.send(new ConverseCommand(input));
  const streamed = await eventsOf(sdk, input);
  expect(unary.output?.message?.content).toEqual([{ text: '{"relevant":true}' }]);
  expect(
    streamed.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '').join(''),
  ).toBe('{"relevant":true}');
});
