import { createRuntime, type Message, pattern, textOf, user } from '@ashlar/core';
import { fakeClock } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

const said = (messages: readonly Message[]): string[] => messages.map(textOf);

/** Looks into both inboxes when the clock has moved. */
function nested() {
  const clock = fakeClock();
  const runtime = createRuntime({ clock });
  const inner = pattern({ name: 'inner', version: '1' }, async (_: null, scope) => {
    await scope.step('wait', () => new Promise<void>((resolve) => void clock.after(10, resolve)));
    return said(await scope.inbox());
  });
  const outer = pattern({ name: 'outer', version: '1' }, async (_: null, scope) => ({
    inner: await scope.run(inner, null),
    outer: said(await scope.inbox()),
  }));
  const principal = { tenant: 'acme', subject: 'ann', groups: [] };
  return { clock, runtime, begin: () => runtime.run(outer, null, { id: 'R', principal }) };
}

test.each([
  [{ runId: 'R' }, { inner: [], outer: ['Stop.'] }],
  [{ tenant: 'acme' }, { inner: [], outer: ['Stop.'] }],
  [{}, { inner: [], outer: ['Stop.'] }],
  [{ runId: 'R/run:inner#0' }, { inner: ['Stop.'], outer: [] }],
  [
    { runId: 'R', agent: 'inner' },
    { inner: ['Stop.'], outer: [] },
  ],
])('a message to %j is seen once, by the run that is meant', async (selector, seen) => {
  const { clock, runtime, begin } = nested();
  const run = begin();
  await clock.flush();
  expect(runtime.control.steer(selector, user('Stop.'))).toBe(1);
  await clock.advance(10);
  expect(await run.value()).toEqual(seen);
});

test('a stop by id is forgotten when that run has ended', async () => {
  const { clock, runtime, begin } = nested();
  const first = begin();
  await clock.flush();
  runtime.control.stop({ runId: 'R' }, 'an incident');
  expect(await first.outcome).toMatchObject({ status: 'stopped' });
  const second = begin();
  await clock.advance(10);
  expect(await second.outcome).toMatchObject({ status: 'completed' });
});

test('a pause by id is forgotten when that run has ended', async () => {
  const { clock, runtime, begin } = nested();
  const first = begin();
  runtime.control.pause({ runId: 'R' });
  first.abort();
  await first.outcome;
  const second = begin();
  await clock.advance(10);
  expect(await second.outcome).toMatchObject({ status: 'completed' });
});

test('a stop of an agent is not forgotten when one of its runs has ended', async () => {
  const { clock, runtime, begin } = nested();
  runtime.control.stop({ agent: 'inner' }, 'an incident');
  for (let times = 0; times < 2; times += 1) {
    const run = begin();
    await clock.flush();
    expect(await run.outcome).toMatchObject({ status: 'stopped' });
  }
});
