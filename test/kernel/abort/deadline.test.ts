import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createRuntime, pattern } from '@ashlar/core';
import { fakeClock, scriptedTool } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

const stopped = { status: 'stopped', reason: 'deadline' };

test('a deadline of 0 stops a run before its first effect, even where no timer has fired yet', async () => {
  const tool = scriptedTool({ name: 'work' }, (_: object) => 'done');
  const agent = pattern({ name: 'agent', version: '1' }, (_: null, scope) => scope.call(tool, {}));
  const runtime = createRuntime({ clock: fakeClock() });
  expect(await runtime.run(agent, null, { budget: { deadlineMs: 0 } }).outcome).toMatchObject(
    stopped,
  );
  expect(tool.calls).toEqual([]);
});

test('what comes after a loop that did not let the timer fire does not begin any more', async () => {
  const clock = fakeClock();
  let now = 0;
  const late = { ...clock, now: () => now };
  const tool = scriptedTool({ name: 'work' }, (_: object) => 'done');
  const inner = pattern({ name: 'inner', version: '1' }, (_: null, scope) => {
    now += 100;
    return scope.call(tool, {});
  });
  const outer = pattern({ name: 'outer', version: '1' }, (_: null, scope) =>
    scope.run(inner, null),
  );
  const run = createRuntime({ clock: late }).run(outer, null, { budget: { deadlineMs: 50 } });
  expect(await run.outcome).toMatchObject({ ...stopped, message: 'outer reached its deadline.' });
  expect(tool.calls).toEqual([]);
});

test('a nested run sees how long the first of all deadlines above it leaves', async () => {
  const inner = pattern({ name: 'inner', version: '1' }, async (_: null, scope) => scope.budget);
  const outer = pattern({ name: 'outer', version: '1' }, (own: number[], scope) =>
    Promise.all(own.map((deadlineMs) => scope.run(inner, null, { budget: { deadlineMs } }))),
  );
  const runtime = createRuntime({ clock: fakeClock() });
  const run = runtime.run(outer, [9000, 200], { budget: { deadlineMs: 5000 } });
  expect(await run.value()).toEqual([{ deadlineMs: 5000 }, { deadlineMs: 200 }]);
});

test('a program that waits for nothing but a deadline sees it come, and a run that has ended holds no program', async () => {
  const program = `
    import { pattern } from ${JSON.stringify(import.meta.resolve('@ashlar/core'))};
    const hangs = pattern({ name: 'hangs', version: '1' }, (_, scope) =>
      scope.step('wait', () => new Promise(() => {})));
    const ends = pattern({ name: 'ends', version: '1' }, () => 'done');
    await ends.run(null, { budget: { deadlineMs: 3_600_000 } }).outcome;
    const outcome = await hangs.run(null, { budget: { deadlineMs: 50 } }).outcome;
    console.log(outcome.reason);
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { timeout: 10_000 },
  );
  expect(stdout).toBe('deadline\n');
});
