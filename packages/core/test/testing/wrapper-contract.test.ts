import type { CallContext, ChatEvent, ChatModel } from '@ashlar/core';
import { wrapperContract } from '@ashlar/core/testing';
import { describeWrapperContract } from '@ashlar/core/testing/vitest';
import { describe, expect, it } from 'vitest';
import { failures } from './failures.ts';

/** The smallest honest wrapper. */
const plain = (inner: ChatModel): ChatModel => ({
  id: inner.id,
  info: inner.info,
  kind: 'other',
  inner: [inner],
  generate: (request, context) => inner.generate(request, context),
  stream: (request, context) => inner.stream(request, context),
});

const judging = (inner: ChatModel): ChatModel => ({
  ...plain(inner),
  async generate(request, context) {
    await context?.step('judge', () => null);
    return inner.generate(request, context);
  },
  async *stream(request, context) {
    await context?.step('judge', () => null);
    yield* inner.stream(request, context);
  },
});

/** Hands text on only when it is complete, and forgets it on a restart. */
const buffering = (inner: ChatModel): ChatModel => ({
  ...plain(inner),
  async *stream(request, context) {
    let held: ChatEvent[] = [];
    for await (const event of inner.stream(request, context)) {
      if (event.type === 'restart') held = [];
      else held.push(event);
    }
    yield* held;
  },
});

describeWrapperContract('a wrapper that hands everything on', plain);
describeWrapperContract('a wrapper that holds text back', buffering, { streamsEarly: false });

describe('the contract of wrappers bites on', () => {
  const cases: readonly [string, (inner: ChatModel) => ChatModel, string][] = [
    [
      'a wrapper that does not say what is inside',
      (inner) => ({ ...plain(inner), inner: [] }),
      'tells what it is and what is inside',
    ],
    [
      'a wrapper that promises more than what is inside',
      (inner) => ({ ...plain(inner), info: { ...inner.info, features: ['system', 'images'] } }),
      'derives its info from what it wraps',
    ],
    [
      'a wrapper that says it is cheaper than what is inside',
      (inner) => ({
        ...plain(inner),
        info: {
          ...inner.info,
          ...(inner.info.price && { price: { ...inner.info.price, outputUsd: 0 } }),
        },
      }),
      'derives its info from what it wraps',
    ],
    [
      'a wrapper that drops the context',
      (inner) => ({ ...plain(inner), generate: (request) => inner.generate(request) }),
      'passes the context on',
    ],
    [
      'a wrapper that meters what is metered inside',
      (inner) => ({
        ...plain(inner),
        async generate(request, context: CallContext) {
          const estimate = { model: inner.id, info: inner.info, inputBytes: 1 };
          const reservation = await context.meter.reserve(estimate);
          const response = await inner.generate(request, context);
          for (const call of response.calls) reservation.settle(call);
          return response;
        },
      }),
      'is metered once in a run, by the model inside',
    ],
    [
      'a wrapper that is deaf to restarts',
      (inner) => ({
        ...plain(inner),
        async *stream(request, context) {
          for await (const event of inner.stream(request, context)) {
            if (event.type !== 'restart') yield event;
          }
        },
      }),
      'keeps to what a restart below makes void',
    ],
    [
      'a wrapper that does not cancel what is inside',
      (inner) => ({
        ...plain(inner),
        generate: (request, context) =>
          inner.generate(request, context && { ...context, signal: new AbortController().signal }),
      }),
      'passes a cancelled run on to the model inside',
    ],
    ['a wrapper whose side calls bypass the run', plain, 'shows its side calls in the run'],
  ];

  it.concurrent.each(cases)('%s', async (_name, wrap, check) => {
    expect(await failures(wrapperContract(wrap, { sideEffects: ['step:judge'] }))).toContain(check);
  });

  it('does not bite on side calls that go through the context', async () => {
    expect(await failures(wrapperContract(judging, { sideEffects: ['step:judge'] }))).toEqual([]);
  });

  it('knows the rules for several models inside', async () => {
    const router = (inner: ChatModel, ...more: readonly ChatModel[]): ChatModel => ({
      ...plain(inner),
      info: more.at(-1)?.info ?? inner.info,
    });
    expect(await failures(wrapperContract(router, { many: true }))).toEqual([
      'derives its info from what it wraps',
    ]);
  });
});
