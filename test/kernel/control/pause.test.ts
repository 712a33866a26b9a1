import { createRuntime, pattern, type RunEvent, type Runtime } from '@ashlar/core';
import { fakeClock } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';

type Select = Parameters<Runtime['control']['pause']>[0];

/** Works in four steps, the second and third of them in a nested run. */
function setUp() {
  const clock = fakeClock();
  const runtime = createRuntime({ clock });
  const done: string[] = [];
  const work = (name: string, ms: number) => async () => {
    await new Promise<void>((resolve) => void clock.after(ms, resolve));
    done.push(name);
  };
  const inner = pattern({ name: 'inner', version: '1' }, async (_: null, scope) => {
    await scope.step('second', work('second', 10));
    await scope.step('third', work('third', 10));
  });
  const outer = pattern({ name: 'outer', version: '1' }, async (_: null, scope) => {
    await scope.step('first', work('first', 10));
    await scope.run(inner, null);
    await scope.step('last', work('last', 10));
    return 'done';
  });
  const principal = { tenant: 'acme', subject: 'ann', groups: [] };
  const begin = () => runtime.run(outer, null, { id: 'r', principal });
  return { clock, runtime, done, begin };
}

describe.each<[string, Select]>([
  ['its id', { runId: 'r' }],
  ['its agent', { agent: 'outer' }],
  ['its tenant', { tenant: 'acme' }],
  ['nothing in particular', {}],
])('a pause by %s', (_name, selector) => {
  test('lets what is under way end and starts nothing new, here or in nested runs, until it is released', async () => {
    const { clock, runtime, done, begin } = setUp();
    const run = begin();
    await clock.advance(5);
    runtime.control.pause(selector);
    await clock.advance(1000);
    expect(done).toEqual(['first']);

    runtime.control.release(selector);
    await clock.advance(5);
    runtime.control.pause(selector);
    await clock.advance(1000);
    expect(done).toEqual(['first', 'second']);

    runtime.control.release(selector);
    await clock.advance(100);
    expect(await run.value()).toBe('done');
    expect(clock.waiting).toBe(0);
  });

  test('also holds for runs that begin later', async () => {
    const { clock, runtime, done, begin } = setUp();
    runtime.control.pause(selector);
    const run = begin();
    await clock.advance(1000);
    expect(done).toEqual([]);
    runtime.control.release(selector);
    await clock.advance(100);
    expect(await run.value()).toBe('done');
  });
});

test('a pause of a nested agent leaves its parent alone', async () => {
  const { clock, runtime, done, begin } = setUp();
  runtime.control.pause({ agent: 'inner' });
  const run = begin();
  await clock.advance(1000);
  expect(done).toEqual(['first']);
  runtime.control.release({ agent: 'inner' });
  await clock.advance(100);
  expect(await run.value()).toBe('done');
});

test('a pause of another agent, run or tenant holds nobody', async () => {
  const { clock, runtime, begin } = setUp();
  runtime.control.pause({ agent: 'stranger' });
  runtime.control.pause({ runId: 's' });
  runtime.control.pause({ tenant: 'umbrella' });
  const run = begin();
  await clock.advance(100);
  expect(await run.value()).toBe('done');
});

test('two pauses hold until both are released', async () => {
  const { clock, runtime, done, begin } = setUp();
  runtime.control.pause({ agent: 'outer' });
  runtime.control.pause({ tenant: 'acme' });
  const run = begin();
  await clock.advance(100);
  runtime.control.release({ agent: 'outer' });
  await clock.advance(100);
  expect(done).toEqual([]);
  runtime.control.release({ tenant: 'acme' });
  await clock.advance(100);
  expect(await run.value()).toBe('done');
});

test('a paused run can be aborted, and its deadline goes on', async () => {
  const { clock, runtime, begin } = setUp();
  runtime.control.pause({ runId: 'r' });
  const run = begin();
  await clock.flush();
  run.abort();
  expect(await run.outcome).toMatchObject({ status: 'stopped', abandoned: ['step:first#0'] });
  runtime.control.release({ runId: 'r' });
  await clock.flush();
  expect(clock.waiting).toBe(0);
});

test('a pause and its end are events of the run', async () => {
  const { clock, runtime, begin } = setUp();
  const run = begin();
  const events: RunEvent[] = [];
  const watching = (async () => {
    for await (const event of run) events.push(event);
  })();
  await clock.advance(5);
  runtime.control.pause({ runId: 'r' });
  runtime.control.release({ runId: 'r' });
  await clock.advance(100);
  await watching;
  const applied = events.flatMap((one) => (one.type === 'control.applied' ? [one.action] : []));
  expect(applied).toEqual(['paused', 'resumed']);
});
