import { createRuntime, pattern } from '@ashlar/core';
import { fakeClock } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';
import { nest } from '../support/nest.ts';
import { never, turnsUntil } from '../support/turns.ts';

const aborted = { status: 'stopped', reason: 'aborted' };

function setUp(depth: number) {
  const clock = fakeClock();
  const runtime = createRuntime({ clock });
  const agent = nest(depth, (scope) => scope.step('wait', () => never()));
  return { clock, runtime, agent };
}

describe.each([1, 2, 4])('a run of depth %i', (depth) => {
  test('is ended by the signal of its caller, which is then let go', async () => {
    const { clock, runtime, agent } = setUp(depth);
    const controller = new AbortController();
    const { signal } = controller;
    let listening = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listening += 1;
      add(...given);
    };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listening -= 1;
      remove(...given);
    };
    const run = runtime.run(agent, null, { signal });
    await clock.flush();
    expect(listening).toBe(1);

    controller.abort(new Error('the user left'));
    expect(await turnsUntil(run.outcome)).toBeLessThanOrEqual(3);
    expect(await run.outcome).toMatchObject({
      ...aborted,
      message: 'The run was aborted: the user left.',
    });
    expect(listening).toBe(0);
  });

  test('is ended by its deadline', async () => {
    const { clock, runtime, agent } = setUp(depth);
    const run = runtime.run(agent, null, { budget: { deadlineMs: 1000 } });
    await clock.advance(999);
    expect(clock.waiting).toBe(1);
    await clock.advance(1);
    expect(await turnsUntil(run.outcome)).toBeLessThanOrEqual(3);
    expect(await run.outcome).toMatchObject({ status: 'stopped', reason: 'deadline' });
    expect(clock.waiting).toBe(0);
  });

  test('is ended by the kill switch', async () => {
    const { clock, runtime, agent } = setUp(depth);
    const run = runtime.run(agent, null);
    await clock.flush();
    runtime.control.stop({ agent: `level-${depth}` }, 'an incident');
    expect(await turnsUntil(run.outcome)).toBeLessThanOrEqual(3);
    expect(await run.outcome).toMatchObject({
      ...aborted,
      message: 'Stopped by the operator: an incident',
    });
    expect(clock.waiting).toBe(0);
  });
});

test('with a signal that has aborted already the body never begins, and no journal is opened', async () => {
  let begun = 0;
  let opened = 0;
  const agent = pattern({ name: 'agent', version: '1' }, () => {
    begun += 1;
  });
  const journal = () => {
    opened += 1;
    return never<never>();
  };
  const run = agent.run(null, { signal: AbortSignal.abort(), journal });
  expect(await turnsUntil(run.outcome)).toBeLessThanOrEqual(3);
  expect(await run.outcome).toMatchObject(aborted);
  expect([begun, opened]).toEqual([0, 0]);
});

test('a run that is aborted in the tick in which it began never begins', async () => {
  let begun = 0;
  const agent = pattern({ name: 'agent', version: '1' }, () => {
    begun += 1;
  });
  const run = agent.run(null);
  run.abort();
  expect(await run.outcome).toMatchObject(aborted);
  expect(begun).toBe(0);
});

test('an abort of a run that has ended changes nothing', async () => {
  const agent = pattern({ name: 'agent', version: '1' }, () => 'done');
  const run = agent.run(null);
  await run.outcome;
  run.abort();
  expect(await run.value()).toBe('done');
});

test('the deadline of a nested run ends that run, and its parent goes on', async () => {
  const clock = fakeClock();
  const inner = nest(1, (scope) => scope.step('wait', () => never()));
  const outer = pattern({ name: 'outer', version: '1' }, (_: null, scope) =>
    scope.run(inner, null, { budget: { deadlineMs: 50 } }).catch(({ facts }) => facts),
  );
  const run = createRuntime({ clock }).run(outer, null);
  await clock.advance(100);
  expect(await run.value()).toEqual({ reason: 'deadline', agent: 'level-1' });
  expect(clock.waiting).toBe(0);
});

test('a deadline that is longer than a timer can be does not come early', async () => {
  const agent = pattern({ name: 'agent', version: '1' }, (_: null, scope) =>
    scope.step('wait', () => new Promise((resolve) => setTimeout(resolve, 5, 'done'))),
  );
  const month = 31 * 24 * 60 * 60 * 1000;
  expect(await agent.run(null, { budget: { deadlineMs: month } }).value()).toBe('done');
});
