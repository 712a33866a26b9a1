import type { ChatModel, ChatRequest } from '@ashlar/core';
import { assistant, collect, textOf, toolCallsOf, user } from '@ashlar/core';
import { expect, it } from 'vitest';
import type { MoneyCap } from './money-cap.ts';

/** What a chat model must do whose words nobody knows beforehand. The contract suite proper needs a script behind the model. */
export function chatSuite(
  open: (name: string) => { readonly model: ChatModel; readonly cap: MoneyCap },
): void {
  const short: ChatRequest = {
    messages: [user('Reply with the single word: ashlar')],
    maxTokens: 20,
  };

  it('answers, with usage that is paid for', async () => {
    const { model, cap } = open('answers');
    const response = await model.generate(short, cap.within());
    expect(textOf(response.message).toLowerCase()).toContain('ashlar');
    expect(response.stopReason).toBe('end');
    expect(response.calls.at(-1)).toMatchObject({ outcome: 'served' });
    expect(response.calls.at(-1)?.inputTokens).toBeGreaterThan(0);
  });

  it('streams the same that it then says it said', async () => {
    const { model, cap } = open('streams');
    let shown = '';
    const watched = async function* () {
      for await (const event of model.stream(short, cap.within())) {
        if (event.type === 'text') shown += event.text;
        yield event;
      }
    };
    const response = await collect(watched(), model.id);
    expect(shown).toBe(textOf(response.message));
    expect(shown.toLowerCase()).toContain('ashlar');
  });

  it('calls a tool and goes on with its result', async () => {
    const { model, cap } = open('calls-a-tool');
    const tools = [
      {
        name: 'stone_of',
        description: 'Says of which stone a building is made.',
        inputSchema: {
          type: 'object',
          properties: { building: { type: 'string' } },
          required: ['building'],
        },
      },
    ];
    const question = user('Of which stone is the Parthenon made? Use the tool.');
    const first = await model.generate(
      { messages: [question], tools, toolChoice: { tool: 'stone_of' }, maxTokens: 200 },
      cap.within(),
    );
    const [call] = toolCallsOf(first.message);
    expect(call?.name).toBe('stone_of');
    const result = user([
      {
        type: 'tool-result',
        callId: call?.id ?? '',
        content: [{ type: 'json', value: { stone: 'marble' } }],
      },
    ]);
    const second = await model.generate(
      { messages: [question, first.message, result], tools, maxTokens: 200 },
      cap.within(),
    );
    expect(textOf(second.message).toLowerCase()).toContain('marble');
  });

  it('stops at the limit of its output', async () => {
    const { model, cap } = open('stops-at-the-limit');
    const messages = [user('Write a long story about a wall.')];
    const response = await model.generate({ messages, maxTokens: 5 }, cap.within());
    expect(response.stopReason).toBe('max-tokens');
  });

  it('takes a history that ends in the assistant\u2019s words and a new question', async () => {
    const { model, cap } = open('takes-a-history');
    const messages = [user('My name is Ada.'), assistant('Hello Ada.'), user('What is my name?')];
    const response = await model.generate({ messages, maxTokens: 30 }, cap.within());
    expect(textOf(response.message)).toContain('Ada');
  });

  it('is left early without harm', async () => {
    const { model, cap } = open('is-left-early');
    const messages = [user('Count from one to a hundred.')];
    for await (const event of model.stream({ messages, maxTokens: 100 }, cap.within())) {
      if (event.type === 'text') break;
    }
    const response = await model.generate(short, cap.within());
    expect(response.stopReason).toBe('end');
  });
}
