import { user } from '@ashlar/core';
import { recordingContext, scriptedModel } from '@ashlar/core/testing';
import { failWith, throttle } from '@ashlar/emulator';
import { AIMessageChunk } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { fromChatModel } from '../src/index.ts';
import { collectEvents } from './support/collect.ts';
import { overEmulator } from './support/over-emulator.ts';
import { StreamingModel } from './support/streaming-model.ts';

const request = { messages: [user('Go.')] };
const never = new Promise<never>(() => {});

describe('a stream that goes wrong', () => {
  it.each([
    ['ends between two events', { kind: 'end', afterEvents: 3 }, 'model.truncated'],
    ['is reset', { kind: 'reset', afterEvents: 3 }, 'model.network'],
    [
      'brings an exception',
      { kind: 'exception', afterEvents: 3, exception: 'ModelStreamErrorException' },
      'model.failed',
    ],
  ] as const)('never passes as complete when it %s', async (_, fault, code) => {
    const engine = scriptedModel(() => 'One two three four.');
    const { model } = await overEmulator(engine, { faults: [{ fault }] });
    const context = recordingContext();
    const seen: string[] = [];
    const end = (async () => {
      for await (const event of model.stream(request, context)) seen.push(event.type);
    })();
    await expect(end).rejects.toMatchObject({
      code,
      retryable: true,
      facts: { midStream: true, model: 'anthropic.claude-haiku-4-5-20251001-v1:0' },
    });
    expect(seen).toContain('text');
    expect(seen).not.toContain('finish');
    expect(context.rows.map(({ outcome }) => outcome)).toEqual(['failed']);
  });

  it('frees the socket of each of 200 streams that nobody reads to the end', async () => {
    const { model } = await overEmulator(
      scriptedModel((_, call) =>
        call < 200 ? { text: 'a b c', fails: 'stall', after: 1 } : 'Stone.',
      ),
    );
    for (let index = 0; index < 200; index += 1) {
      for await (const event of model.stream(request)) if (event.type === 'text') break;
    }
    const { stopReason } = await model.generate(request);
    expect(stopReason).toBe('end');
  });
});

describe('a stream that LangChain itself gives up', () => {
  it('is aborted on the wire, so that nothing is left open behind the error', async () => {
    const failing = new StreamingModel([new AIMessageChunk('One')], () =>
      Promise.reject(new Error('Unsupported content block')),
    );
    const model = fromChatModel(failing);
    await expect(collectEvents(model.stream(request))).rejects.toThrow('Unsupported');
    expect(failing.signals.map((signal) => signal?.aborted)).toEqual([true]);
  });
});

describe('an abort', () => {
  it('settles at once where LangChain does not listen, before and inside of a stream', async () => {
    const silent = new StreamingModel([], () => never);
    const stuck = new StreamingModel([new AIMessageChunk('One')], () => never);
    const ends = [
      (context: ReturnType<typeof recordingContext>) =>
        fromChatModel(silent).generate(request, context),
      (context: ReturnType<typeof recordingContext>) =>
        collectEvents(fromChatModel(silent).stream(request, context)),
      (context: ReturnType<typeof recordingContext>) =>
        collectEvents(fromChatModel(stuck).stream(request, context)),
    ];
    for (const end of ends) {
      const context = recordingContext();
      const settled = end(context).catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, 5));
      context.abort();
      expect(await settled).toMatchObject({ code: 'run.stopped', facts: { reason: 'aborted' } });
      expect(context.rows.map(({ outcome }) => outcome)).toEqual(['abandoned']);
    }
  });

  it('reaches the wire', async () => {
    const { model, bedrock } = await overEmulator(
      scriptedModel(() => ({ text: 'x', fails: 'stall' })),
    );
    const context = recordingContext();
    const end = model.generate(request, context).catch((error: unknown) => error);
    await expect.poll(() => bedrock.requests.length).toBe(1);
    context.abort();
    expect(await end).toMatchObject({ code: 'run.stopped' });
    await expect.poll(() => bedrock.requests[0]?.end).toBe('client-left');
  });
});

describe('an error', () => {
  const cases = [
    [
      throttle({ retryAfterSeconds: 7 }),
      { code: 'model.throttled', retryable: true, facts: { retryAfterMs: 7000, status: 429 } },
      'free',
    ],
    [failWith(503), { code: 'model.unavailable', retryable: true, facts: { status: 503 } }, 'free'],
    [failWith(500), { code: 'model.failed', retryable: true, facts: { status: 500 } }, 'billed'],
    [failWith(408), { code: 'model.timeout', retryable: true, facts: { status: 408 } }, 'billed'],
    [failWith(529), { code: 'model.failed', retryable: true, facts: { status: 529 } }, 'billed'],
    [
      failWith(403),
      { code: 'model.denied', retryable: false, facts: { exception: 'AccessDeniedException' } },
      'free',
    ],
    [failWith(404), { code: 'model.not-found', retryable: false, facts: { status: 404 } }, 'free'],
    [
      failWith(400, 'Input is too long for requested model.'),
      { code: 'model.context-overflow', retryable: false, facts: { status: 400 } },
      'free',
    ],
    [
      failWith(400, 'Malformed.'),
      { code: 'model.invalid-request', retryable: false, facts: { status: 400 } },
      'free',
    ],
  ] as const;

  it.each(cases)('%o is translated once, and nobody tries again', async (fault, wanted, bill) => {
    const engine = scriptedModel(() => 'never');
    const { model, bedrock } = await overEmulator(engine, { faults: [{ fault }] });
    for (const ask of [
      (context: ReturnType<typeof recordingContext>) => model.generate(request, context),
      (context: ReturnType<typeof recordingContext>) =>
        collectEvents(model.stream(request, context)),
    ]) {
      const context = recordingContext();
      const before = bedrock.requests.length;
      await expect(ask(context)).rejects.toMatchObject({
        ...wanted,
        facts: expect.objectContaining(wanted.facts),
      });
      expect(bedrock.requests.length - before).toBe(1);
      const [row] = context.rows;
      expect(row?.outcome).toBe('failed');
      expect((row?.inputTokens ?? 0) > 0).toBe(bill === 'billed');
    }
  });

  it('of another provider is read by its status and headers', async () => {
    const headers = new Headers({ 'retry-after': '3' });
    const thrown = Object.assign(new Error('Slow down'), { status: 429, headers });
    const failing = fromChatModel(new StreamingModel([], () => Promise.reject(thrown)));
    await expect(failing.generate(request)).rejects.toMatchObject({
      code: 'model.throttled',
      retryable: true,
      facts: { status: 429, retryAfterMs: 3000 },
      cause: thrown,
    });
  });

  it('without a status counts as failed, and a mistake in the code is not worth another try', async () => {
    const failing = (thrown: Error) =>
      fromChatModel(new StreamingModel([], () => Promise.reject(thrown))).generate(request);
    await expect(failing(new Error('odd'))).rejects.toMatchObject({
      code: 'model.failed',
      retryable: true,
    });
    await expect(failing(new TypeError('x is not a function'))).rejects.toMatchObject({
      code: 'model.failed',
      retryable: false,
    });
    const socket = Object.assign(new Error('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
    await expect(failing(socket)).rejects.toMatchObject({ code: 'model.network', retryable: true });
  });
});
