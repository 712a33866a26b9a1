import { type ChatEvent, pattern, type Run, type RunEvent, textOf, user } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';
import { turn } from '../support/turns.ts';

const WORDS = Array.from({ length: 2000 }, (_, index) => `word-${index} `);
const TEXT = WORDS.join('');

/** Streams a long text between two steps, inside a nested run. */
function writer() {
  const model = scriptedModel([TEXT]);
  const inner = pattern({ name: 'inner', version: '1' }, async (_: null, scope) => {
    const { message } = await scope.generate(model, { messages: [user('Write.')] });
    return textOf(message).length;
  });
  return pattern({ name: 'outer', version: '1' }, async (_: null, scope) => {
    await scope.step('before', () => 1);
    const length = await scope.run(inner, null);
    await scope.step('after', () => 1);
    return length;
  });
}

const control = (events: readonly RunEvent[]): string[] =>
  events.filter(({ type }) => type !== 'text.delta').map((event) => named(event));
const text = (events: readonly RunEvent[]): string =>
  events.map((event) => (event.type === 'text.delta' ? event.text : '')).join('');

function named(event: RunEvent): string {
  return 'id' in event ? `${event.type} ${event.id}` : event.type;
}

const EVERYTHING = [
  'run.started',
  'effect.started step:before#0',
  'effect.finished step:before#0',
  'effect.started run:inner#0',
  'run.started',
  'effect.started run:inner#0/generate#0',
  'usage.recorded',
  'effect.finished run:inner#0/generate#0',
  'run.finished',
  'effect.finished run:inner#0',
  'effect.started step:after#0',
  'effect.finished step:after#0',
  'run.finished',
];

async function read(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const seen: RunEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

function expectOrdered(events: readonly RunEvent[]): void {
  const seqs = events.map(({ seq }) => seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
}

describe('the value is the same', () => {
  test('when nobody watches', async () => {
    expect(await writer().run(null).value()).toBe(TEXT.length);
  });

  test('when one watches, who sees every word of the stream and everything else in order', async () => {
    const run = writer().run(null);
    const events = await read(run);
    expect(control(events)).toEqual(EVERYTHING);
    expect(text(events)).toBe(TEXT);
    expectOrdered(events);
    expect(await run.value()).toBe(TEXT.length);
  });

  test('when two watch, who see the same', async () => {
    const run = writer().run(null);
    const [one, two] = await Promise.all([read(run), read(run)]);
    expect(two).toEqual(one);
    expect(await run.value()).toBe(TEXT.length);
  });

  test('when a slow one watches, who gets the same text in fewer pieces and misses no other event', async () => {
    const run = writer().run(null);
    const slow: RunEvent[] = [];
    for await (const event of run) {
      slow.push(event);
      for (let turns = 0; turns < 5; turns += 1) await turn();
    }
    expect(control(slow)).toEqual(EVERYTHING);
    expect(text(slow)).toBe(TEXT);
    expect(slow.length).toBeLessThan(WORDS.length / 2);
    expectOrdered(slow);
    expect(await run.value()).toBe(TEXT.length);
  });

  test('when one stops reading and never says so', async () => {
    const run = writer().run(null);
    const watcher = run[Symbol.asyncIterator]();
    expect(await watcher.next()).toMatchObject({ value: { type: 'run.started' } });
    expect(await run.value()).toBe(TEXT.length);
  });

  test('when one leaves in the middle of the stream, who then sees nothing more', async () => {
    const run = writer().run(null);
    const seen: string[] = [];
    for await (const event of run) {
      seen.push(event.type);
      if (event.type === 'text.delta') break;
    }
    expect(await run.value()).toBe(TEXT.length);
    expect(seen.filter((type) => type === 'text.delta')).toHaveLength(1);
  });

  test('when one awaits the outcome inside of its loop', async () => {
    const run = writer().run(null);
    const seen: RunEvent[] = [];
    for await (const event of run) {
      seen.push(event);
      if (event.type === 'run.started') await run.outcome;
    }
    expect(control(seen)).toEqual(EVERYTHING);
    expect(text(seen)).toBe(TEXT);
    expect(await run.value()).toBe(TEXT.length);
  });

  test('when one aborts nothing but throws inside of its loop', async () => {
    const run = writer().run(null);
    const watching = (async () => {
      for await (const _ of run) throw new Error('the page was closed');
    })();
    await expect(watching).rejects.toThrow('the page was closed');
    expect(await run.value()).toBe(TEXT.length);
  });
});

describe('one who comes late', () => {
  test('sees how it began, all but the text', async () => {
    const run = writer().run(null, { stream: true });
    await run.outcome;
    const events = await read(run);
    expect(control(events)).toEqual(EVERYTHING);
    expect(text(events)).toBe('');
  });

  test('in the middle sees the rest of the text', async () => {
    const run = writer().run(null, { stream: true });
    for await (const event of run) if (event.type === 'text.delta') break;
    const events = await read(run);
    expect(control(events)).toEqual(EVERYTHING);
    expect(TEXT.endsWith(text(events))).toBe(true);
    expect(text(events).length).toBeGreaterThan(0);
  });
});

test('of two texts that are streamed at the same time a stopped reader keeps a few pieces, not one for each word', async () => {
  const model = scriptedModel(() => TEXT);
  const both = pattern({ name: 'both', version: '1' }, (_: null, scope) =>
    scope.parallel(
      [0, 1].map(() => async (branch) => {
        await branch.generate(model, { messages: [user('Write.')] });
      }),
    ),
  );
  const run = both.run(null);
  const watcher = run[Symbol.asyncIterator]();
  await run.outcome;
  const events: RunEvent[] = [];
  for (let next = await watcher.next(); !next.done; next = await watcher.next()) {
    events.push(next.value);
  }
  for (const branch of [0, 1]) {
    const own = events.filter((one) => 'id' in one && one.id === `parallel#0/${branch}/generate#0`);
    expect(text(own)).toBe(TEXT);
  }
  expect(events.length).toBeLessThan(200);
  expectOrdered(events);
});

test('a text that was voided by a restart is told apart for every watcher', async () => {
  const model = scriptedModel([
    {
      text: 'Right.',
      attempts: [{ text: 'Wrong from here', fails: 'model.unavailable', after: 2 }],
    },
  ]);
  const agent = pattern({ name: 'agent', version: '1' }, async (_: null, scope) => {
    await scope.generate(model, { messages: [user('?')] });
  });
  const events = await read(agent.run(null));
  const shown = events.reduce((all, event) => {
    if (event.type === 'stream.restarted') return '';
    return event.type === 'text.delta' ? all + event.text : all;
  }, '');
  expect(shown).toBe('Right.');
  expect(events.map(({ type }) => type)).toContain('stream.restarted');
});

test('a model streams when it is watched or asked to, and not otherwise', async () => {
  const via = async (start: (run: Run<unknown>) => Promise<unknown>, stream?: boolean) => {
    const model = scriptedModel(['x']);
    const agent = pattern({ name: 'agent', version: '1' }, async (_: null, scope) => {
      await scope.generate(model, { messages: [user('?')] });
    });
    await start(agent.run(null, stream === undefined ? {} : { stream }));
    return model.calls[0]?.via;
  };
  expect(await via((run) => run.outcome)).toBe('generate');
  expect(await via((run) => run.outcome, true)).toBe('stream');
  expect(await via((run) => read(run))).toBe('stream');
  expect(await via((run) => read(run), false)).toBe('generate');
});

test('a stream that will not end after its answer does not hold the run', async () => {
  const inner = scriptedModel(['Done.']);
  const model = {
    ...inner,
    async *stream(...given: Parameters<typeof inner.stream>): AsyncGenerator<ChatEvent> {
      try {
        yield* inner.stream(...given);
      } finally {
        await new Promise(() => {});
      }
    },
  };
  const agent = pattern({ name: 'agent', version: '1' }, async (_: null, scope) => {
    const { message } = await scope.generate(model, { messages: [user('?')] });
    return textOf(message);
  });
  expect(await agent.run(null, { stream: true }).value()).toBe('Done.');
});
