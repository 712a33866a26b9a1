import { type Agent, createRuntime, pattern, type Runtime } from '@ashlar/core';
import { fakeClock } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';
import { never } from '../support/turns.ts';

const stopped = { status: 'stopped', reason: 'aborted', message: 'Stopped by the operator: no' };

const waiting = pattern({ name: 'waiting', version: '1' }, (_: null, scope) =>
  scope.step('wait', () => never<string>()),
);
const other = pattern({ name: 'other', version: '1' }, (_: null, scope) =>
  scope.run(waiting, null),
);

function setUp() {
  const clock = fakeClock();
  const runtime = createRuntime({ clock });
  const begin = (agent: Agent<null, unknown>, id: string, tenant = 'acme') =>
    runtime.run(agent, null, { id, principal: { tenant, subject: 'ann', groups: [] } });
  return { clock, runtime, begin };
}

type Select = Parameters<Runtime['control']['stop']>[0];

describe.each<[string, Select, readonly string[]]>([
  ['by its id', { runId: 'a' }, ['a']],
  ['by its agent', { agent: 'waiting' }, ['a', 'b', 'c']],
  ['by the agent around it', { agent: 'other' }, ['c']],
  ['by its tenant', { tenant: 'umbrella' }, ['b']],
  ['by its agent and tenant', { agent: 'waiting', tenant: 'umbrella' }, ['b']],
  ['with all others', {}, ['a', 'b', 'c']],
])('a run is stopped %s', (_name, selector, expected) => {
  test('and those that are not meant go on', async () => {
    const { clock, runtime, begin } = setUp();
    const runs = [begin(waiting, 'a'), begin(waiting, 'b', 'umbrella'), begin(other, 'c')];
    await clock.flush();
    runtime.control.stop(selector, 'no');
    await clock.flush();
    for (const run of runs) {
      const outcome = await Promise.race([run.outcome, 'going on']);
      if (expected.includes(run.id)) expect(outcome).toMatchObject(stopped);
      else expect(outcome).toBe('going on');
      run.abort();
    }
  });

  test('also when it begins later, until the stop is released', async () => {
    const { clock, runtime, begin } = setUp();
    runtime.control.stop(selector, 'no');
    const begun = () => [begin(waiting, 'a'), begin(waiting, 'b', 'umbrella'), begin(other, 'c')];
    for (const run of begun()) {
      await clock.flush();
      const outcome = await Promise.race([run.outcome, 'going on']);
      if (expected.includes(run.id)) expect(outcome).toMatchObject(stopped);
      else expect(outcome).toBe('going on');
      run.abort();
    }
    runtime.control.release(selector);
    for (const run of begun()) {
      await clock.flush();
      expect(await Promise.race([run.outcome, 'going on'])).toBe('going on');
      run.abort();
    }
  });
});

test('a nested run is stopped by its own id, and its parent can go on', async () => {
  const { clock, runtime } = setUp();
  const patient = pattern({ name: 'patient', version: '1' }, (_: null, scope) =>
    scope.run(waiting, null).catch((error: Error) => `it ${error.message}`),
  );
  const run = runtime.run(patient, null, { id: 'p' });
  await clock.flush();
  runtime.control.stop({ runId: 'p/run:waiting#0' }, 'no');
  expect(await run.value()).toBe('it Stopped by the operator: no');
});

test('a stop is an event of the run', async () => {
  const { clock, runtime, begin } = setUp();
  const run = begin(waiting, 'a');
  await clock.flush();
  runtime.control.stop({ runId: 'a' }, 'no');
  const types: string[] = [];
  for await (const event of run) types.push(event.type);
  expect(types.slice(-3)).toEqual(['control.applied', 'effect.abandoned', 'run.finished']);
});
