import { type CallContext, type ChatEvent, type ChatModel, detachedContext } from '@ashlar/core';
import { chatModelContract, type ScriptedModel } from '@ashlar/core/testing';
import { describeChatModelContract } from '@ashlar/core/testing/vitest';
import { describe, expect, it } from 'vitest';
import { failures } from './failures.ts';

describeChatModelContract('scriptedModel', (backend) => backend);

/** The backend with some of its behaviour changed for the worse. */
const broken =
  (change: (backend: ScriptedModel) => Partial<ChatModel>) =>
  (backend: ScriptedModel): ChatModel => ({ ...backend, ...change(backend) });

/** Streams what the backend streams, changed event by event. */
const streaming = (change: (event: ChatEvent) => readonly ChatEvent[]) =>
  broken((backend) => ({
    async *stream(request, context) {
      for await (const event of backend.stream(request, context)) yield* change(event);
    },
  }));

const without = (key: keyof CallContext) =>
  broken((backend) => ({
    generate(request, context) {
      if (context === undefined) return backend.generate(request);
      const fresh = { [key]: key === 'signal' ? new AbortController().signal : deafMeter };
      return backend.generate(request, { ...context, ...fresh });
    },
  }));

const deafMeter: CallContext['meter'] = {
  record: detachedContext().meter.record,
  reserve: async ({ maxTokens }) => ({
    maxTokens,
    settle: (call) => call,
    fail: (outcome) => ({ model: 'm', outcome, inputTokens: 0, outputTokens: 0 }),
    release: () => {},
  }),
};

describe('the contract of chat models bites on', () => {
  const cases: readonly [string, (backend: ScriptedModel) => ChatModel, string][] = [
    [
      'a stream without deltas that fit',
      streaming((event) => (event.type === 'text' ? [{ ...event, text: 'x' }] : [event])),
      'streams deltas that join to the parts of the finish, which is last',
    ],
    [
      'an event behind the finish',
      streaming((event) =>
        event.type === 'finish' ? [event, { type: 'text', index: 9, text: '' }] : [event],
      ),
      'streams deltas that join to the parts of the finish, which is last',
    ],
    [
      'a stream without finish',
      streaming((event) => (event.type === 'finish' ? [] : [event])),
      'generates and streams the same message, which is what the provider said',
    ],
    [
      'another message from generate than from stream',
      broken((backend) => ({
        async generate(request, context) {
          const response = await backend.generate(request, context);
          return { ...response, message: { role: 'assistant', content: [] } };
        },
      })),
      'generates and streams the same message, which is what the provider said',
    ],
    [
      'an adapter that needs a context',
      broken((backend) => ({
        generate: (request, context) => backend.generate(request, { ...(context as CallContext) }),
      })),
      'works without a context',
    ],
    [
      'a lost part',
      broken((backend) => ({
        async generate(request, context) {
          const { message, ...rest } = await backend.generate(request, context);
          const content = message.content.filter((part) => part.type !== 'other');
          return { ...rest, message: { ...message, content } };
        },
      })),
      'carries parts that core has no name for, both ways',
    ],
    [
      'impossible facts',
      broken((backend) => ({ info: { ...backend.info, maxOutputTokens: 900_000 } })),
      'tells the truth about itself',
    ],
    [
      'an adapter that does not meter',
      without('meter'),
      'reserves before it asks, and settles once with what was used',
    ],
    ['an adapter that does not count failures', without('meter'), 'counts attempts that failed'],
    [
      'rows that were never booked',
      broken((backend) => ({
        async generate(request, context) {
          const response = await backend.generate(request, context);
          return { ...response, calls: [...response.calls, ...response.calls] };
        },
      })),
      'reserves before it asks, and settles once with what was used',
    ],
    ['a deaf adapter', without('signal'), 'settles generate when it is aborted'],
    [
      'foreign errors',
      broken((backend) => ({
        generate: (request, context) =>
          backend.generate(request, context).catch(() => {
            throw new TypeError('fetch failed');
          }),
      })),
      'rejects with errors of ours that name the model error',
    ],
    [
      'a truncated answer that looks whole',
      broken((backend) => ({
        async *stream(request, context) {
          let response: Extract<ChatEvent, { type: 'finish' }>['response'] | undefined;
          for await (const event of backend.stream(request, context)) {
            if (event.type === 'finish') response = event.response;
            yield event;
          }
          const message = { role: 'assistant', content: [] } as const;
          if (response === undefined) {
            yield { type: 'finish', response: { message, stopReason: 'end', calls: [] } };
          }
        },
      })),
      'does not pass a truncated stream off as an answer',
    ],
    [
      'a stream that ignores its abort',
      broken((backend) => ({
        stream: (request, context) =>
          backend.stream(request, context && { ...context, signal: new AbortController().signal }),
      })),
      'settles a stream when it is aborted',
    ],
    [
      'a stream that outlives its consumer',
      broken((backend) => ({
        stream: (request, context) => {
          const events = backend.stream(request, context)[Symbol.asyncIterator]();
          return { [Symbol.asyncIterator]: () => ({ next: () => events.next() }) };
        },
      })),
      'frees what a stream holds when its consumer leaves',
    ],
    [
      'a model that begins although it was aborted',
      without('signal'),
      'refuses to begin when it was aborted before',
    ],
  ];

  it.concurrent.each(cases)('%s', async (_name, open, check) => {
    expect(await failures(chatModelContract(open))).toContain(check);
  });

  it('does not bite on a model that keeps it', async () => {
    expect(await failures(chatModelContract((backend) => backend))).toEqual([]);
  });
});
