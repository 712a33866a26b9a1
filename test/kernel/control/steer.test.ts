import {
  createRuntime,
  decide,
  hmacSigner,
  type Message,
  pattern,
  type RunEvent,
  type Scope,
  textOf,
  user,
} from '@ashlar/core';
import { fakeClock } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

const said = (messages: readonly Message[]): string[] => messages.map(textOf);

function setUp(body: (scope: Scope) => Promise<unknown>) {
  const clock = fakeClock();
  const signer = hmacSigner('the host keeps this secret');
  const runtime = createRuntime({ clock, signer });
  const agent = pattern({ name: 'agent', version: '1' }, (_: null, scope) => body(scope));
  return { clock, runtime, agent, signer };
}

test('messages wait in the inbox until the body looks, each is seen once and in order', async () => {
  let go = (): void => {};
  const { clock, runtime, agent } = setUp(async (scope) => {
    const empty = await scope.inbox();
    await scope.step('wait', () => new Promise<void>((resolve) => (go = resolve)));
    const two = await scope.inbox();
    return [said(empty), said(two), said(await scope.inbox())];
  });
  const run = runtime.run(agent, null, { id: 'r' });
  await clock.flush();
  expect(runtime.control.steer({ runId: 'r' }, user('Be brief.'))).toBe(1);
  expect(runtime.control.steer({ agent: 'agent' }, user('Be polite.'))).toBe(1);
  expect(runtime.control.steer({ runId: 'stranger' }, user('Be quiet.'))).toBe(0);
  go();
  expect(await run.value()).toEqual([[], ['Be brief.', 'Be polite.'], []]);
});

test('a run that has ended is not steered, nor one that begins later', async () => {
  const { runtime, agent } = setUp(async (scope) => said(await scope.inbox()));
  await runtime.run(agent, null).outcome;
  expect(runtime.control.steer({ agent: 'agent' }, user('Too late.'))).toBe(0);
  expect(await runtime.run(agent, null).value()).toEqual([]);
});

test('a message to an agent reaches it where it is nested, and not the runs around it', async () => {
  let go = (): void => {};
  const inner = pattern({ name: 'inner', version: '1' }, async (_: null, scope) => {
    await scope.step('wait', () => new Promise<void>((resolve) => (go = resolve)));
    return said(await scope.inbox());
  });
  const { clock, runtime, agent } = setUp(async (scope) => ({
    inner: await scope.run(inner, null),
    outer: said(await scope.inbox()),
  }));
  const run = runtime.run(agent, null);
  await clock.flush();
  expect(runtime.control.steer({ agent: 'inner' }, user('Hurry.'))).toBe(1);
  go();
  expect(await run.value()).toEqual({ inner: ['Hurry.'], outer: [] });
});

test('what was seen is replayed at the same place after a suspension, whatever is steered then', async () => {
  const { clock, runtime, agent, signer } = setUp(async (scope) => {
    await scope.step('begin', () => 1);
    const before = said(await scope.inbox());
    await scope.approve({ name: 'go on', data: {} });
    return { before, after: said(await scope.inbox()) };
  });
  const run = runtime.run(agent, null);
  runtime.control.steer({ runId: run.id }, user('Before.'));
  const first = await run.outcome;
  if (first.status !== 'suspended' || first.pending[0] === undefined) throw new Error(first.status);

  const decision = await decide(first.pending[0], { verdict: 'approved', by: 'ann' }, signer);
  const resumed = runtime.resume(agent, first.checkpoint, [decision]);
  runtime.control.steer({ runId: run.id }, user('After.'));
  await clock.flush();
  expect(await resumed.value()).toEqual({ before: ['Before.'], after: ['After.'] });
});

test('a message that was steered is an event of the run', async () => {
  const { runtime, agent } = setUp((scope) => scope.inbox());
  const run = runtime.run(agent, null);
  runtime.control.steer({ runId: run.id }, user('Hello.'));
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'control.applied', action: 'steered' }),
  );
});
