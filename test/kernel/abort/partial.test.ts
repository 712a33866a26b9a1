import { createRuntime, isAshlarError, pattern, type Scope } from '@ashlar/core';
import { fakeClock } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { nest } from '../support/nest.ts';
import { never, turnsUntil } from '../support/turns.ts';

async function write(scope: Scope): Promise<string> {
  scope.partial('chapter one');
  return scope.step('write on', () => never<string>());
}

/** Hands up what the run inside had, with something of its own. */
function collecting(depth: number): ReturnType<typeof nest<string>> {
  if (depth === 1) return nest(1, write);
  const inner = collecting(depth - 1);
  return pattern({ name: `editor-${depth}`, version: '1' }, async (_: null, scope) => {
    try {
      return await scope.run(inner, null);
    } catch (error) {
      const had = isAshlarError(error, 'run.stopped') ? error.facts.partial : error;
      scope.partial(`${had}, edited`);
      throw error;
    }
  });
}

test.each([1, 2, 4])(
  'what the innermost of %i runs had reaches the outcome, through the hands of each',
  async (depth) => {
    const clock = fakeClock();
    const run = createRuntime({ clock }).run(collecting(depth), null);
    await clock.flush();
    run.abort();
    expect(await turnsUntil(run.outcome)).toBeLessThanOrEqual(3);
    expect(await run.outcome).toMatchObject({
      status: 'stopped',
      partial: `chapter one${', edited'.repeat(depth - 1)}`,
    });
  },
);

test('what a body returns although it was aborted is its partial result', async () => {
  const clock = fakeClock();
  const agent = nest(1, (scope) => write(scope).catch(() => 'a short book'));
  const run = createRuntime({ clock }).run(agent, null);
  await clock.flush();
  run.abort();
  expect(await run.outcome).toMatchObject({ status: 'stopped', partial: 'a short book' });
  await expect(run.value()).rejects.toMatchObject({ facts: { partial: 'a short book' } });
});

test('the latest of two partial results counts', async () => {
  const clock = fakeClock();
  const agent = nest(1, async (scope) => {
    scope.partial({ pages: 1 });
    scope.partial({ pages: 2 });
    await scope.step('wait', () => never());
  });
  const run = createRuntime({ clock }).run(agent, null);
  await clock.flush();
  run.abort();
  expect(await run.outcome).toMatchObject({ partial: { pages: 2 } });
});

test('what nested runs had survives the failure of a sibling', async () => {
  const clock = fakeClock();
  const had: unknown[] = [];
  const agent = nest(1, (scope) =>
    scope.parallel({
      writer: (branch) =>
        branch.run(nest(1, write), null).catch((error) => {
          had.push(isAshlarError(error, 'run.stopped') ? error.facts.partial : error);
          throw error;
        }),
      breaker: (branch) => branch.step('break', () => Promise.reject(new Error('no paper'))),
    }),
  );
  const outcome = await createRuntime({ clock }).run(agent, null).outcome;
  expect(outcome).toMatchObject({ status: 'failed', error: { message: 'no paper' } });
  await clock.flush();
  expect(had).toEqual(['chapter one']);
});
