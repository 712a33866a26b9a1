import { createRuntime, isAshlarError, pattern } from '@ashlar/core';
import { fakeClock } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { dag } from './dag.ts';

const upper = pattern({ name: 'upper', version: '1' }, (text: string, scope) =>
  scope.step('upper', () => text.toUpperCase()),
);
const slow = pattern({ name: 'slow', version: '1' }, async (text: string, scope) => {
  scope.partial(`half of ${text}`);
  return scope.step('wait', () => new Promise<string>(() => {}));
});

test('a step starts when those before it are done and gets their results', async () => {
  const plan = dag('plan', [
    { id: 'sum', agent: upper, task: 'sum', after: ['left', 'right'] },
    { id: 'left', agent: upper, task: 'l', after: [] },
    { id: 'right', agent: upper, task: 'r', after: ['left'] },
  ]);
  expect(await plan.run(null).value()).toEqual({ sum: 'SUM\nL\nR\nL', left: 'L', right: 'R\nL' });
});

test('a step that fails ends its siblings and the plan, and says which it was', async () => {
  const broken = pattern({ name: 'broken', version: '1' }, (_: string, scope) =>
    scope.step('break', () => Promise.reject(new Error('no paper'))),
  );
  const outcome = await dag('plan', [
    { id: 'a', agent: slow, task: 'a', after: [] },
    { id: 'b', agent: broken, task: 'b', after: [] },
  ]).run(null).outcome;

  expect(outcome).toMatchObject({ status: 'failed', error: { message: 'no paper' } });
  expect(outcome.abandoned).toEqual(['parallel#0/a/run:slow#0/step:wait#0']);
});

test('a budget is shared by all steps', async () => {
  const count = pattern({ name: 'count', version: '1' }, async (_: string, scope) => {
    const hits = { name: 'none', description: '', retrieve: async () => [] };
    await scope.retrieve(hits, 'x', { access: { unrestricted: 'a test' } });
    return 'ok';
  });
  const steps = ['a', 'b', 'c'].map((id) => ({ id, agent: count, task: id, after: [] }));
  const outcome = await dag('plan', steps).run(null, { budget: { steps: 2 } }).outcome;
  expect(outcome).toMatchObject({ status: 'stopped', reason: 'steps', usage: { steps: 2 } });
});

test('an abort reaches the deepest step, and what that had is in the error of its run', async () => {
  const clock = fakeClock();
  let seen: unknown;
  const outer = pattern({ name: 'outer', version: '1' }, async (_: null, scope) => {
    try {
      return await scope.run(slow, 'it');
    } catch (error) {
      seen = isAshlarError(error, 'run.stopped') ? error.facts.partial : error;
      throw error;
    }
  });
  const run = createRuntime({ clock }).run(outer, null);
  await clock.flush();
  run.abort('enough');
  expect(await run.outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
  expect(seen).toBe('half of it');
});
