import { createRuntime, pattern, type RunEvent } from '@ashlar/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { turn } from '../support/turns.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(() => void process.off('unhandledRejection', note));

const agent = pattern({ name: 'agent', version: '1' }, async (_: null, scope) => {
  await scope.step('a', () => 1);
  return scope.step('b', () => 2);
});

const types = (events: readonly RunEvent[]): string[] => events.map(({ type }) => type);
const WORK = [
  'run.started',
  'effect.started',
  'effect.finished',
  'effect.started',
  'effect.finished',
  'run.finished',
];

test('a listener is called with every event while it happens', async () => {
  const seen: RunEvent[] = [];
  const runtime = createRuntime({ listeners: [(event) => seen.push(event)] });
  const run = runtime.run(agent, null);
  expect(types(seen)).toEqual(['run.started']);
  await run.outcome;
  expect(types(seen)).toEqual(WORK);
});

test('one that throws is told of in a warning, and neither the run nor other listeners notice', async () => {
  const seen: RunEvent[] = [];
  const broken = (event: RunEvent): void => {
    if (event.type === 'effect.finished') throw new Error('the disk is full');
  };
  const runtime = createRuntime({ listeners: [broken, (event) => seen.push(event)] });
  expect(await runtime.run(agent, null).value()).toBe(2);
  expect(types(seen)).toEqual(
    WORK.flatMap((type) => (type === 'effect.finished' ? [type, 'warning'] : [type])),
  );
  expect(seen.find(({ type }) => type === 'warning')).toMatchObject({
    code: 'listener.failed',
    message: 'the disk is full',
  });
});

test('one that throws at everything, warnings too, does no more harm', async () => {
  const broken = (): void => {
    throw new Error('no');
  };
  const runtime = createRuntime({ listeners: [broken, broken] });
  expect(await runtime.run(agent, null).value()).toBe(2);
});

test('one that rejects is told of in a warning and leaves no unhandled rejection', async () => {
  const seen: RunEvent[] = [];
  const broken = async ({ type }: RunEvent): Promise<void> => {
    if (type === 'run.started') throw new Error('the network is down');
  };
  const runtime = createRuntime({ listeners: [broken, (event) => seen.push(event)] });
  expect(await runtime.run(agent, null).value()).toBe(2);
  await turn();
  expect(unhandled).toEqual([]);
  expect(seen.filter(({ type }) => type === 'warning')).toMatchObject([
    { message: 'the network is down' },
  ]);
});

test('all listeners get the events in order, also those that one of them sets off', async () => {
  const seen: RunEvent[] = [];
  const steering = (event: RunEvent): void => {
    if (event.type !== 'effect.started') return;
    const message = { role: 'user', content: [{ type: 'text', text: 'Hurry.' }] } as const;
    runtime.control.steer({ runId: event.runId }, message);
  };
  const runtime = createRuntime({ listeners: [steering, (event) => seen.push(event)] });
  const run = runtime.run(agent, null);
  const watched: RunEvent[] = [];
  for await (const event of run) watched.push(event);
  expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index));
  expect(watched).toEqual(seen);
  expect(types(seen)).toContain('control.applied');
});

test('a listener can stop a run', async () => {
  const runtime = createRuntime({
    listeners: [
      (event) => {
        if (event.type === 'effect.started' && event.name === 'b') {
          runtime.control.stop({ runId: event.runId }, 'b is forbidden');
        }
      },
    ],
  });
  expect(await runtime.run(agent, null).outcome).toMatchObject({
    status: 'stopped',
    message: 'Stopped by the operator: b is forbidden',
    abandoned: ['step:b#0'],
  });
});
