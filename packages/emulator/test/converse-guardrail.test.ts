import type { ChatEvent, ChatModel } from '@ashlar/core';
import {
  ConverseCommand,
  type ConverseStreamCommandInput,
  type GuardrailStreamConfiguration,
} from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { wordCheck } from './checks.ts';
import { eventsOf, hello } from './client.ts';
import { echoModel } from './echo-model.ts';
import { serve } from './serve.ts';

const on = { guardrailIdentifier: 'gr1', guardrailVersion: '1', trace: 'enabled' } as const;
const guarded = (
  text: string,
  config: GuardrailStreamConfiguration = on,
): ConverseStreamCommandInput => ({
  ...hello(text),
  guardrailConfig: config,
});
const noStones = wordCheck(
  'stone',
  { action: 'block', code: 'topic.stones' },
  { stages: ['input'] },
);
const noEcho = wordCheck(
  'secret',
  { action: 'block', code: 'topic.secret' },
  { stages: ['output'] },
);
const email = wordCheck('a@b.de', { action: 'mask', code: 'pii.email' });

/** Says a text word by word, so that a stream has something to be cut in. */
function slowly(text: string): ChatModel {
  const message = { role: 'assistant', content: [{ type: 'text', text }] } as const;
  return {
    ...echoModel(() => ({ message })),
    async *stream(): AsyncGenerator<ChatEvent> {
      for (const word of text.split(/(?<= )/)) yield { type: 'text', index: 0, text: word };
      yield { type: 'finish', response: { message, stopReason: 'end', calls: [] } };
    },
  };
}

describe('Converse behind a guardrail', () => {
  it('does not ask the model when the input is blocked', async () => {
    const chat = echoModel();
    const { sdk } = await serve({ chat, checks: [noStones], blockedMessages: { input: 'No.' } });
    const answer = await sdk.send(new ConverseCommand(guarded('a stone')));
    expect(chat.requests).toEqual([]);
    expect(answer).toMatchObject({
      stopReason: 'guardrail_intervened',
      output: { message: { content: [{ text: 'No.' }] } },
      usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
    });
    const assessment = answer.trace?.guardrail?.inputAssessment?.gr1;
    expect(assessment?.topicPolicy?.topics?.[0]).toMatchObject({
      name: 'stones',
      action: 'BLOCKED',
    });
  });

  it('puts its own words in the place of an output that is blocked, and shows what it was', async () => {
    const { sdk } = await serve({ chat: echoModel(), checks: [noEcho] });
    const answer = await sdk.send(new ConverseCommand(guarded('a secret')));
    expect(answer.stopReason).toBe('guardrail_intervened');
    expect(answer.output?.message?.content).toEqual([
      { text: 'Sorry, the model cannot answer this question.' },
    ]);
    const trace = answer.trace?.guardrail;
    expect(trace?.modelOutput).toEqual(['You said: a secret']);
    expect(trace?.outputAssessments?.gr1?.[0]?.topicPolicy?.topics?.[0]?.name).toBe('secret');
    expect(answer.usage?.inputTokens).toBe(8);
  });

  it('masks both ways: what the model is shown and what it says', async () => {
    const chat = echoModel(() => ({
      message: { role: 'assistant', content: [{ type: 'text', text: 'Write a@b.de.' }] },
    }));
    const { sdk } = await serve({ chat, checks: [email] });
    const answer = await sdk.send(new ConverseCommand(guarded('I am a@b.de')));
    expect(chat.requests[0]?.messages[0]?.content).toEqual([
      { type: 'text', text: 'I am {EMAIL}' },
    ]);
    expect(answer.output?.message?.content).toEqual([{ text: 'Write {EMAIL}.' }]);
  });

  it('looks at what is tagged alone, and takes sources and query from their tags', async () => {
    const grounding = wordCheck(
      'Mars',
      { action: 'flag', code: 'grounding.x' },
      { stages: ['output'] },
    );
    const { sdk } = await serve({ chat: echoModel(), checks: [noStones, grounding] });
    const answer = await sdk.send(
      new ConverseCommand({
        ...guarded(''),
        messages: [
          {
            role: 'user',
            content: [
              { text: 'an untagged stone' },
              { guardContent: { text: { text: 'It is far.', qualifiers: ['grounding_source'] } } },
              {
                guardContent: {
                  text: { text: 'How far?', qualifiers: ['query', 'guard_content'] },
                },
              },
            ],
          },
        ],
      }),
    );
    expect(answer.stopReason).toBe('end_turn');
    expect(grounding.seen[0]).toMatchObject({ sources: ['It is far.'], query: 'How far?' });
    const metrics = answer.trace?.guardrail?.inputAssessment?.gr1?.invocationMetrics;
    expect(metrics?.guardrailCoverage?.textCharacters).toEqual({ guarded: 8, total: 35 });
  });

  it('traces nothing unless asked to, and everything when asked for the full trace', async () => {
    const { sdk } = await serve({ chat: echoModel(), checks: [noStones] });
    const plain = await sdk.send(
      new ConverseCommand(guarded('hello', { ...on, trace: 'disabled' })),
    );
    expect(plain.trace).toBeUndefined();
    const full = await sdk.send(
      new ConverseCommand(guarded('hello', { ...on, trace: 'enabled_full' })),
    );
    expect(full.trace?.guardrail?.inputAssessment?.gr1?.topicPolicy?.topics).toEqual([
      { name: 'stones', type: 'DENY', action: 'NONE', detected: false },
    ]);
  });

  it('refuses half a guardrail and one that does not exist', async () => {
    const { sdk } = await serve({ chat: echoModel(), checks: { gr1: [noStones] } });
    const send = (config: GuardrailStreamConfiguration) =>
      sdk.send(new ConverseCommand(guarded('x', config))).catch(({ name }) => name);
    expect(await send({ guardrailIdentifier: 'gr1' })).toBe('ValidationException');
    expect(await send({ ...on, guardrailIdentifier: 'gr2' })).toBe('ResourceNotFoundException');
  });
});

describe('ConverseStream behind a guardrail', () => {
  const long = `${'many words and nothing else '.repeat(10)}a secret ${'and more words '.repeat(40)}`;
  const shown = async (config: GuardrailStreamConfiguration) => {
    const { sdk } = await serve({ chat: slowly(long), checks: [noEcho] });
    const events = await eventsOf(sdk, guarded('go on', config));
    return {
      text: events.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '').join(''),
      stop: events.at(-2)?.messageStop?.stopReason,
      trace: events.at(-1)?.metadata?.trace?.guardrail,
    };
  };

  it('shows nothing that it blocks when it is synchronous', async () => {
    const { text, stop, trace } = await shown(on);
    expect([text, stop]).toEqual([
      'Sorry, the model cannot answer this question.',
      'guardrail_intervened',
    ]);
    expect(trace?.actionReason).toBe('Guardrail blocked.');
  });

  it('shows the beginning and cuts when it is asynchronous', async () => {
    const { text, stop, trace } = await shown({ ...on, streamProcessingMode: 'async' });
    expect(stop).toBe('guardrail_intervened');
    expect(long.startsWith(text)).toBe(true);
    expect([text.includes('secret'), text.length < long.length / 2 + 200]).toEqual([true, true]);
    expect(trace?.outputAssessments?.gr1?.[0]?.topicPolicy?.topics?.[0]?.name).toBe('secret');
  });

  it('lets an answer that nobody minds pass in both modes', async () => {
    for (const streamProcessingMode of ['sync', 'async'] as const) {
      const { sdk } = await serve({ chat: slowly('all is well'), checks: [noEcho] });
      const events = await eventsOf(sdk, guarded('go on', { ...on, streamProcessingMode }));
      const text = events.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '');
      expect([text.join(''), events.at(-2)?.messageStop?.stopReason]).toEqual([
        'all is well',
        'end_turn',
      ]);
    }
  });
});
