import { type Part, type StopReason, user } from '@ashlar/core';
import { recordingContext, type ScriptedReply, scriptedModel } from '@ashlar/core/testing';
import { AIMessageChunk } from '@langchain/core/messages';
import { FakeListChatModel, FakeStreamingChatModel } from '@langchain/core/utils/testing';
import { describe, expect, it } from 'vitest';
import { fromChatModel } from '../src/index.ts';
import { collectEvents, finished } from './support/collect.ts';
import { overEmulator } from './support/over-emulator.ts';
import { StreamingModel } from './support/streaming-model.ts';

const request = { messages: [user('Go.')] };

/** The same reply, whole and streamed. */
async function bothWays(reply: ScriptedReply) {
  const { model } = await overEmulator(scriptedModel(() => reply));
  const whole = await model.generate(request, recordingContext());
  const events = await collectEvents(model.stream(request, recordingContext()));
  return { whole, streamed: finished(events), events };
}

describe('an answer through ChatBedrockConverse', () => {
  const reasons: readonly StopReason[] = [
    'end',
    'max-tokens',
    'stop-sequence',
    'guardrail',
    'content-filter',
    'context-window',
    'malformed',
  ];
  it.each(reasons)('ends with the stop reason %s', async (stopReason) => {
    const { whole, streamed } = await bothWays({ text: 'x', stopReason });
    expect([whole.stopReason, streamed.stopReason]).toEqual([stopReason, stopReason]);
  });

  it('counts cache reads and writes apart from the input, as a row of core does', async () => {
    const usage = { inputTokens: 7, outputTokens: 3, cacheReadTokens: 100, cacheWriteTokens: 20 };
    const { whole, streamed } = await bothWays({ text: 'x', usage });
    expect(whole.calls).toEqual([expect.objectContaining({ ...usage, outcome: 'served' })]);
    expect(streamed.calls).toEqual(whole.calls);
  });

  it('keeps reasoning with its signature, and what is redacted', async () => {
    const parts: readonly Part[] = [
      { type: 'reasoning', text: 'Look twice.', signature: 'c2ln' },
      { type: 'reasoning', redacted: 'aGlkZGVu' },
    ];
    const { whole, streamed } = await bothWays({ parts, stopReason: 'end' });
    expect(whole.message.content).toEqual(parts);
    expect(streamed.message.content).toEqual(parts);
  });

  it('puts several calls of tools together from their pieces', async () => {
    const long = 'ashlar '.repeat(30);
    const calls = [
      { id: 'a', name: 'search', input: { query: long, nested: { list: [1, null, 'ü'] } } },
      { id: 'b', name: 'search', input: {} },
    ];
    const { whole, streamed, events } = await bothWays({ text: 'Looking.', calls });
    expect(whole.message.content.slice(1)).toEqual(
      calls.map((call) => ({ type: 'tool-call', ...call })),
    );
    expect(streamed.message).toEqual(whole.message);
    const pieces = events.flatMap((event) =>
      event.type === 'tool-input' && event.id === 'a' ? [event.json] : [],
    );
    expect(pieces.length).toBeGreaterThan(3);
    expect(JSON.parse(pieces.join(''))).toEqual(calls[0]?.input);
  });

  it('keeps citations as they came in a whole answer; a stream of them fails and cannot pass as another', async () => {
    const citations = [{ title: 'Manual', source: 'manual.md', quote: 'Ashlar is dressed stone.' }];
    const parts: readonly Part[] = [{ type: 'text', text: 'Ashlar.', citations }];
    const { model } = await overEmulator(scriptedModel(() => ({ parts, stopReason: 'end' })));
    const { message } = await model.generate(request);
    expect(message.content).toEqual([
      {
        type: 'other',
        vendor: 'langchain',
        raw: expect.objectContaining({ type: 'citations_content' }),
      },
    ]);
    await expect(
      model.generate({ messages: [user('Go.'), message, user('On.')] }),
    ).rejects.toMatchObject({
      code: 'model.unsupported',
    });
    await expect(collectEvents(model.stream(request))).rejects.toMatchObject({
      code: 'model.failed',
      message: expect.stringContaining('Unsupported content block'),
    });
  });

  it('counts as whole with estimated usage when only its usage was cut', async () => {
    const faults = [{ fault: { kind: 'end', afterEvents: 4 } }] as const;
    const { model } = await overEmulator(
      scriptedModel(() => 'Stone.'),
      { faults },
    );
    const { calls, stopReason } = finished(await collectEvents(model.stream(request)));
    expect(stopReason).toBe('end');
    expect(calls).toEqual([expect.objectContaining({ outcome: 'served', estimated: true })]);
  });

  it('cannot read a streamed image, which fails and cannot pass as another answer', async () => {
    const source = { base64: 'iVBORw0KGgo=' };
    const parts: readonly Part[] = [{ type: 'image', format: 'png', source }];
    const { model } = await overEmulator(scriptedModel(() => ({ parts, stopReason: 'end' })));
    await expect(collectEvents(model.stream(request))).rejects.toMatchObject({
      code: 'model.failed',
      message: expect.stringContaining('Unsupported content block'),
    });
  });

  it('keeps what else the service said', async () => {
    const { whole, streamed } = await bothWays({ text: 'x' });
    expect(whole.vendor?.langchain).toMatchObject({ stopReason: 'end_turn', metrics: {} });
    expect(streamed.vendor?.langchain).toMatchObject({ messageStop: { stopReason: 'end_turn' } });
  });
});

function streaming(...chunks: readonly AIMessageChunk[]) {
  return fromChatModel(new StreamingModel(chunks));
}

const stop = new AIMessageChunk({ content: '', response_metadata: { finish_reason: 'stop' } });

describe('an answer of other integrations', () => {
  it('keeps an input that was cut as the text that came', async () => {
    const piece = { type: 'tool_call_chunk', index: 0, id: 'a', name: 'search' } as const;
    const chunk = new AIMessageChunk({
      content: '',
      tool_call_chunks: [{ ...piece, args: '{"query": "ash' }],
      response_metadata: { finish_reason: 'length' },
    });
    const { message, stopReason } = finished(await collectEvents(streaming(chunk).stream(request)));
    expect(stopReason).toBe('max-tokens');
    expect(message.content).toEqual([
      { type: 'tool-call', id: 'a', name: 'search', input: '{"query": "ash' },
    ]);
  });

  it('puts calls together whose pieces come in turns, and names those without an id', async () => {
    const piece = (index: number, args: string, name?: string) =>
      new AIMessageChunk({
        content: '',
        tool_call_chunks: [{ type: 'tool_call_chunk', index, args, ...(name && { name }) }],
      });
    const chunks = [
      piece(0, '{"a"', 'one'),
      piece(1, '{"b"', 'two'),
      piece(0, ':1}'),
      piece(1, ':2}'),
      stop,
    ];
    const { message, stopReason } = finished(
      await collectEvents(streaming(...chunks).stream(request)),
    );
    expect(stopReason).toBe('tool-calls');
    expect(message.content).toEqual([
      { type: 'tool-call', id: 'call-0', name: 'one', input: { a: 1 } },
      { type: 'tool-call', id: 'call-1', name: 'two', input: { b: 2 } },
    ]);
  });

  it('keeps blocks that core has no name for, joined as LangChain joins them', async () => {
    const thought = (thinking: string) =>
      new AIMessageChunk({ content: [{ type: 'thinking', thinking, index: 0 }] });
    const words = new AIMessageChunk({ content: [{ type: 'text', text: 'Stone.', index: 1 }] });
    const inner = new StreamingModel([thought('Look '), thought('twice.'), words, stop]);
    const model = fromChatModel(inner);
    const { message } = finished(await collectEvents(model.stream(request)));
    expect(message.content).toEqual([
      {
        type: 'other',
        vendor: 'langchain',
        raw: { type: 'thinking', thinking: 'Look twice.', index: 0 },
      },
      { type: 'text', text: 'Stone.' },
    ]);
    // They go back as they came.
    const history = { messages: [user('Go.'), message, user('On.')] };
    await model.generate(history);
    expect(inner.received[1]?.[1]?.content).toEqual(
      message.content.map((part) => (part.type === 'other' ? part.raw : part)),
    );
  });

  it('bounds what was used by bytes, and says so, where the provider reports nothing', async () => {
    const context = recordingContext();
    const model = streaming(new AIMessageChunk('Größe'), stop);
    const { calls } = finished(await collectEvents(model.stream(request, context)));
    const [row] = calls;
    expect(row).toMatchObject({ outcome: 'served', estimated: true });
    expect(row?.inputTokens).toBe(context.reservations[0]?.estimate.inputBytes);
    expect(row?.outputTokens).toBeGreaterThanOrEqual(7);
  });

  it('adds up usage that comes in pieces', async () => {
    const usage = (input: number, output: number) => {
      const counted = { input_tokens: input, output_tokens: output, total_tokens: input + output };
      return Object.assign(new AIMessageChunk('x'), { usage_metadata: counted });
    };
    const { calls } = finished(
      await collectEvents(streaming(usage(9, 0), usage(0, 4), stop).stream(request)),
    );
    expect(calls).toEqual([expect.objectContaining({ inputTokens: 9, outputTokens: 4 })]);
  });

  it('takes the fakes of LangChain, which give no finish reason, when it is told not to wait for one', async () => {
    const told = { retriesInside: true, requireFinishReason: false };
    const list = fromChatModel(new FakeListChatModel({ responses: ['Stone.'] }), told);
    const streamed = new FakeStreamingChatModel({ responses: [new AIMessageChunk('Stone.')] });
    for (const model of [list, fromChatModel(streamed, told)]) {
      const { message, stopReason } = finished(await collectEvents(model.stream(request)));
      expect(message.content).toEqual([{ type: 'text', text: 'Stone.' }]);
      expect(stopReason).toBe('end');
    }
    const strict = fromChatModel(new FakeListChatModel({ responses: ['x'] }), {
      retriesInside: true,
    });
    await expect(collectEvents(strict.stream(request))).rejects.toMatchObject({
      code: 'model.truncated',
      retryable: true,
    });
  });
});
