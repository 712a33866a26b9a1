import type { RunEvent, RunEventBody } from '@ashlar/core';
import { expect, test } from 'vitest';
import { createEventBus } from '../src/kernel/event-bus.ts';

const at = (path: string) => ({
  runId: `r/${path}`,
  parentId: path === '' ? undefined : 'r',
  path,
});
const note = (name: string): RunEventBody => ({ type: 'note', name, data: null });
const delta = (id: string, text: string): RunEventBody => ({ type: 'text.delta', id, text });
const end: RunEventBody = { type: 'run.finished', agent: 'a', status: 'completed' };

async function rest(watcher: AsyncIterator<RunEvent>): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for (let next = await watcher.next(); !next.done; next = await watcher.next()) {
    events.push(next.value);
  }
  return events;
}

test('events are stamped with place, number and time', async () => {
  let now = 10;
  const bus = createEventBus(() => now++, []);
  const watcher = bus.watch('');
  bus.emit(at(''), note('a'));
  bus.emit(at('run:x#0'), note('b'));
  bus.close();
  expect(await rest(watcher)).toEqual([
    { type: 'note', name: 'a', data: null, runId: 'r/', path: '', seq: 0, at: 10 },
    {
      type: 'note',
      name: 'b',
      data: null,
      runId: 'r/run:x#0',
      parentId: 'r',
      path: 'run:x#0',
      seq: 1,
      at: 11,
    },
  ]);
});

test('a watcher of a nested run sees what lies below it, to its end, and nothing that only begins alike', async () => {
  const bus = createEventBus(() => 0, []);
  const watcher = bus.watch('run:x#1');
  for (const path of ['', 'run:x#1', 'run:x#1/run:y#0', 'run:x#10', 'run:x#0']) {
    bus.emit(at(path), note(path));
  }
  bus.emit(at('run:x#1/run:y#0'), end);
  bus.emit(at('run:x#1'), end);
  bus.emit(at('run:x#1'), note('too late'));
  expect((await rest(watcher)).map(({ type, path }) => `${path} ${type}`)).toEqual([
    'run:x#1 note',
    'run:x#1/run:y#0 note',
    'run:x#1/run:y#0 run.finished',
    'run:x#1 run.finished',
  ]);
  expect(bus.watched()).toBe(false);
});

test('one who comes after the end of a nested run still sees it end', async () => {
  const bus = createEventBus(() => 0, []);
  bus.emit(at('run:x#0'), note('a'));
  bus.emit(at('run:x#0'), end);
  expect(await rest(bus.watch('run:x#0'))).toHaveLength(2);
  expect(bus.watched()).toBe(false);
});

test('the first 64 that wait are kept as they are, then texts of one effect are joined', async () => {
  const bus = createEventBus(() => 0, []);
  const watcher = bus.watch('');
  for (let index = 0; index < 100; index += 1) bus.emit(at(''), delta('a', `${index} `));
  bus.close();
  const events = await rest(watcher);
  expect(events).toHaveLength(64);
  expect(events.at(-1)).toMatchObject({ seq: 63, text: expect.stringMatching(/^63 64 .* 99 $/) });
});

test('texts are not joined over anything else, nor with the thoughts of the same effect', async () => {
  const bus = createEventBus(() => 0, []);
  const watcher = bus.watch('');
  for (let index = 0; index < 64; index += 1) bus.emit(at(''), note('fill'));
  bus.emit(at(''), delta('a', '1'));
  bus.emit(at(''), { type: 'reasoning.delta', id: 'a', text: 'x' });
  bus.emit(at(''), delta('a', '2'));
  bus.emit(at(''), note('between'));
  bus.emit(at(''), delta('a', '3'));
  bus.close();
  const tail = (await rest(watcher))
    .slice(64)
    .map((event) => ('text' in event ? event.text : event.type));
  expect(tail).toEqual(['12', 'x', 'note', '3']);
});

test('the arguments of two calls of one answer are not joined', async () => {
  const bus = createEventBus(() => 0, []);
  const watcher = bus.watch('');
  const piece = (callId: string, text: string): RunEventBody => ({
    type: 'tool.delta',
    id: 'generate#0',
    callId,
    name: 'look',
    text,
  });
  for (let index = 0; index < 64; index += 1) bus.emit(at(''), note('fill'));
  bus.emit(at(''), piece('a', '{"n"'));
  bus.emit(at(''), piece('a', ':1}'));
  bus.emit(at(''), piece('b', '{"n"'));
  bus.emit(at(''), piece('b', ':2}'));
  bus.close();
  const texts = (await rest(watcher)).flatMap((event) => ('text' in event ? [event.text] : []));
  expect(texts).toEqual(['{"n":1}', '{"n":2}']);
});

test('a late watcher sees the last 1,024 events that are not text', async () => {
  const bus = createEventBus(() => 0, []);
  for (let index = 0; index < 2000; index += 1) {
    bus.emit(at(''), note(`${index}`));
    bus.emit(at(''), delta('a', 'x'));
  }
  bus.close();
  const events = await rest(bus.watch(''));
  expect(events).toHaveLength(1024);
  expect(events[0]).toMatchObject({ name: '976' });
});

test('one who left hears nothing, also when he waits', async () => {
  const bus = createEventBus(() => 0, []);
  const watcher = bus.watch('');
  const waiting = watcher.next();
  await watcher.return?.();
  bus.emit(at(''), note('a'));
  expect(await waiting).toMatchObject({ done: true });
  expect(await watcher.next()).toMatchObject({ done: true });
  expect(bus.watched()).toBe(false);
});

test('two readers of one watcher share its events', async () => {
  const bus = createEventBus(() => 0, []);
  const watcher = bus.watch('');
  const both = Promise.all([watcher.next(), watcher.next()]);
  bus.emit(at(''), note('a'));
  bus.emit(at(''), note('b'));
  expect((await both).map(({ value }) => value.name)).toEqual(['a', 'b']);
});
