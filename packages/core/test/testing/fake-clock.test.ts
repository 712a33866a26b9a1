import { createRuntime, pattern } from '@ashlar/core';
import { fakeClock } from '@ashlar/core/testing';
import { expect, it } from 'vitest';

it('calls due timers in the order of their time, each at its own time', async () => {
  const clock = fakeClock({ startAt: 0 });
  const calls: [string, number][] = [];
  clock.after(20, () => calls.push(['b', clock.now()]));
  clock.after(10, () => calls.push(['a', clock.now()]));
  clock.after(31, () => calls.push(['c', clock.now()]));
  await clock.advance(30);
  expect(calls).toEqual([
    ['a', 10],
    ['b', 20],
  ]);
  expect(clock.now()).toBe(30);
  expect(clock.waiting).toBe(1);
});

it('runs what a timer sets off before the next timer, and timers that it sets', async () => {
  const clock = fakeClock({ startAt: 0 });
  const seen: number[] = [];
  clock.after(10, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    clock.after(5, () => seen.push(clock.now()));
  });
  clock.after(20, () => seen.push(clock.now()));
  await clock.advance(40);
  expect(seen).toEqual([15, 20]);
});

it('does not call what was cancelled', async () => {
  const clock = fakeClock();
  const cancel = clock.after(1, () => expect.unreachable());
  cancel();
  await clock.advance(10);
  expect(clock.waiting).toBe(0);
});

it('drives a deadline of a run', async () => {
  const clock = fakeClock();
  const patient = pattern(
    { name: 'patient', version: '1' },
    (_: null, scope) => new Promise(() => scope.signal),
  );
  const run = createRuntime({ clock }).run(patient, null, { budget: { deadlineMs: 1000 } });
  await clock.advance(999);
  expect(await Promise.race([run.outcome, 'still going'])).toBe('still going');
  await clock.advance(100);
  expect(await run.outcome).toMatchObject({ status: 'stopped', reason: 'deadline' });
  expect(clock.waiting).toBe(0);
});
