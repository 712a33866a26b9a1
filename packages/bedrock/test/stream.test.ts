import { user } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { chatModel } from '../src/index.ts';
import { collect, finished } from './support/collect.ts';
import { event } from './support/frame.ts';
import { recordingContext } from './support/recording-context.ts';
import {
  answer,
  frames,
  hello,
  messageStop,
  metadata,
  start,
  stop,
  text,
} from './support/replies.ts';
import { startServer } from './support/server.ts';

const request = { messages: [user('Hi')] };

const begin = (contentBlockIndex: number, what: object) =>
  event('contentBlockStart', { contentBlockIndex, start: what });
const delta = (contentBlockIndex: number, what: object) =>
  event('contentBlockDelta', { contentBlockIndex, delta: what });

async function contentOf(...list: Buffer[]) {
  const server = await startServer();
  server.reply(frames([start, ...list, messageStop('tool_use'), metadata]));
  const model = chatModel('m', { connection: server.connect({ retry: false }) });
  const events = await collect(model.stream(request));
  const { content } = finished(events).message;
  const parts = events.filter((shown) => shown.type === 'part');
  const inOrder = parts.toSorted((a, b) => a.index - b.index);
  expect(inOrder.map(({ index, part }) => [index, part])).toEqual([...content.entries()]);
  return { content, events };
}

describe('puts together', () => {
  it('tool calls, with the pieces of their input on the way', async () => {
    const { content, events } = await contentOf(
      text('Looking'),
      stop(0),
      begin(1, { toolUse: { toolUseId: 't1', name: 'search' } }),
      delta(1, { toolUse: { input: '{"q":"st' } }),
      delta(1, { toolUse: { input: 'one"}' } }),
      stop(1),
      begin(2, { toolUse: { toolUseId: 't2', name: 'now' } }),
      stop(2),
    );
    expect(content).toEqual([
      { type: 'text', text: 'Looking' },
      { type: 'tool-call', id: 't1', name: 'search', input: { q: 'stone' } },
      { type: 'tool-call', id: 't2', name: 'now', input: {} },
    ]);
    expect(events.filter(({ type }) => type === 'tool-input')).toEqual([
      { type: 'tool-input', index: 1, id: 't1', name: 'search', json: '{"q":"st' },
      { type: 'tool-input', index: 1, id: 't1', name: 'search', json: 'one"}' },
    ]);
  });

  it('an input that was cut off as the text it is', async () => {
    const { content } = await contentOf(
      begin(0, { toolUse: { toolUseId: 't1', name: 'search' } }),
      delta(0, { toolUse: { input: '{"q":"st' } }),
      stop(0),
    );
    expect(content).toEqual([{ type: 'tool-call', id: 't1', name: 'search', input: '{"q":"st' }]);
  });

  it('reasoning with its signature, and redacted reasoning', async () => {
    const redacted = Buffer.from('secret').toString('base64');
    const { content } = await contentOf(
      delta(0, { reasoningContent: { text: 'Let me ' } }),
      delta(0, { reasoningContent: { text: 'think' } }),
      delta(0, { reasoningContent: { signature: 'sig' } }),
      stop(0),
      delta(1, { reasoningContent: { redactedContent: redacted } }),
      stop(1),
    );
    expect(content).toEqual([
      { type: 'reasoning', text: 'Let me think', signature: 'sig' },
      { type: 'reasoning', redacted },
    ]);
  });

  it('text with the citations of the model', async () => {
    const { content } = await contentOf(
      text('Dressed stone'),
      delta(0, {
        citation: {
          title: 'Masonry',
          source: 'masonry.pdf',
          sourceContent: [{ text: 'stone that is ' }, { text: 'dressed' }],
          location: { documentPage: { documentIndex: 0, start: 3, end: 4 } },
        },
      }),
      stop(0),
    );
    expect(content).toEqual([
      {
        type: 'text',
        text: 'Dressed stone',
        citations: [
          {
            title: 'Masonry',
            source: 'masonry.pdf',
            quote: 'stone that is dressed',
            location: { documentPage: { documentIndex: 0, start: 3, end: 4 } },
          },
        ],
      },
    ]);
  });

  it('calls and results of tools that Bedrock runs', async () => {
    const { content } = await contentOf(
      begin(0, { toolUse: { toolUseId: 's1', name: 'web', type: 'server_tool_use' } }),
      delta(0, { toolUse: { input: '{}' } }),
      stop(0),
      begin(1, { toolResult: { toolUseId: 's1', type: 'web_result', status: 'success' } }),
      delta(1, { toolResult: [{ text: 'a' }] }),
      delta(1, { toolResult: [{ text: 'b' }, { json: { n: 1 } }] }),
      stop(1),
    );
    expect(content).toEqual([
      { type: 'tool-call', id: 's1', name: 'web', input: {}, server: true },
      {
        type: 'tool-result',
        callId: 's1',
        content: [
          { type: 'text', text: 'ab' },
          { type: 'json', value: { n: 1 } },
        ],
        isError: false,
        server: true,
        serverType: 'web_result',
      },
    ]);
  });

  it('images', async () => {
    const [one, two] = [Buffer.from('one'), Buffer.from('two')];
    const { content } = await contentOf(
      begin(0, { image: { format: 'png' } }),
      delta(0, { image: { source: { bytes: one.toString('base64') } } }),
      delta(0, { image: { source: { bytes: two.toString('base64') } } }),
      stop(0),
    );
    const base64 = Buffer.from('onetwo').toString('base64');
    expect(content).toEqual([{ type: 'image', format: 'png', source: { base64 } }]);
  });

  it('blocks that nobody here knows, as they came', async () => {
    const { content } = await contentOf(
      begin(0, { hologram: { format: '3d', parts: ['a'] } }),
      delta(0, { hologram: { parts: ['b'], note: 'x' } }),
      delta(0, { hologram: { note: 'y' } }),
      stop(0),
    );
    expect(content).toEqual([
      {
        type: 'other',
        vendor: 'bedrock',
        raw: { hologram: { format: '3d', parts: ['a', 'b'], note: 'xy' } },
      },
    ]);
  });

  it('blocks that are interleaved, with gaps, or never stopped', async () => {
    const { content } = await contentOf(text('a', 4), text('b', 7), text('A', 4), stop(7));
    expect(content).toEqual([
      { type: 'text', text: 'aA' },
      { type: 'text', text: 'b' },
    ]);
  });
});

it.each([
  ['ends after the start', [start], false],
  ['ends after text', [start, text('Half')], true],
  ['ends without messageStop', [start, text('All'), stop(), metadata], true],
  ['ends without metadata', [start, text('All'), stop(), messageStop()], true],
  ['is empty', [], false],
])('a stream that %s is truncated, not finished', async (_, list, midStream) => {
  const server = await startServer();
  server.reply(frames(list));
  const model = chatModel('m', { connection: server.connect({ retry: false }) });
  const error = await collect(model.stream(request)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'model.truncated', retryable: true });
  expect((error as { facts: { midStream?: boolean } }).facts.midStream ?? false).toBe(midStream);
});

it('200 streams that were left early do not block the next call', async () => {
  const server = await startServer();
  const connection = server.connect({ maxSockets: 5 });
  const model = chatModel('m', { connection });
  server.reply(frames([start, text('Half')], 'stall'));
  for (let round = 0; round < 200; round += 1) {
    for await (const shown of model.stream(request)) if (shown.type === 'text') break;
  }
  await Promise.all(server.received.map(({ aborted }) => aborted));
  server.reply(answer([{ text: 'still here' }]));
  const { stopReason } = await model.generate(request);
  expect(stopReason).toBe('end');
});

it('an abort reaches the wire and ends the stream at once', async () => {
  const server = await startServer();
  server.reply(frames([start, text('Half')], 'stall'));
  const model = chatModel('m', { connection: server.connect() });
  const controller = new AbortController();
  const context = recordingContext({ signal: controller.signal });
  const reading = (async () => {
    for await (const shown of model.stream(request, context)) {
      if (shown.type === 'text') setImmediate(() => controller.abort());
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'run.stopped' });
  await server.received[0]?.aborted;
  expect(context.log).toEqual(['reserve', 'fail abandoned']);
});

it('can be left while the next event is awaited', async () => {
  const server = await startServer();
  server.reply(frames([start, text('Half')], 'stall'));
  const model = chatModel('m', { connection: server.connect() });
  const events = model.stream(request)[Symbol.asyncIterator]();
  await events.next();
  const pending = events.next();
  pending.catch(() => {});
  await events.return?.();
  await expect(pending).rejects.toMatchObject({ code: 'run.stopped' });
  await server.received[0]?.aborted;
});

it('keeps its socket when the consumer leaves at the finish', async () => {
  const server = await startServer();
  server.reply(frames(hello));
  const model = chatModel('m', { connection: server.connect() });
  for (let round = 0; round < 5; round += 1) {
    for await (const shown of model.stream(request)) if (shown.type === 'finish') break;
  }
  expect(server.sockets()).toBe(1);
});

it('lets go of a signal that outlives it', async () => {
  const server = await startServer();
  server.reply(frames(hello));
  const model = chatModel('m', { connection: server.connect() });
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...args);
  };
  for (let round = 0; round < 3; round += 1) {
    await collect(model.stream(request, recordingContext({ signal })));
  }
  expect(listeners).toBe(0);
});
