import { createRuntime, isAshlarError, type Outcome, pattern } from '@ashlar/core';
import { fakeClock } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { foreign } from '../support/foreign.ts';
import { nest, pathAt } from '../support/nest.ts';
import { never, turnsUntil } from '../support/turns.ts';

test.each([1, 2, 4])(
  'a body at depth %i that awaits something else for ever is let go after a grace',
  async (depth) => {
    const clock = fakeClock();
    const deaf = nest(depth, async (scope) => {
      scope.partial('a draft');
      await never();
    });
    const run = createRuntime({ clock }).run(deaf, null);
    await clock.flush();
    run.abort();
    await expect(turnsUntil(run.outcome)).rejects.toThrow('Nothing settled');
    await clock.advance(40);
    expect(await run.outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
    expect(clock.waiting).toBe(0);
  },
);

test('deaf bodies are let go from the deepest upwards, so that each has time to hand up what it has', async () => {
  const clock = fakeClock();
  const order: string[] = [];
  const agentAt = (depth: number): ReturnType<typeof nest<string>> =>
    pattern({ name: `deaf-${depth}`, version: '1' }, async (_: null, scope) => {
      scope.partial(`draft ${depth}`);
      try {
        return await (depth === 4 ? never<string>() : scope.run(agentAt(depth + 1), null));
      } catch (error) {
        if (isAshlarError(error, 'run.stopped')) order.push(String(error.facts.partial));
        return never<string>();
      }
    });
  const run = createRuntime({ clock }).run(agentAt(1), null);
  await clock.flush();
  run.abort();
  await clock.advance(40);
  expect(order).toEqual(['draft 4', 'draft 3', 'draft 2']);
  expect(await run.outcome).toMatchObject({ status: 'stopped', partial: 'draft 1' });
});

const stoppedWith = (partial: string): Outcome<string> => ({
  status: 'stopped',
  reason: 'aborted',
  message: 'I was stopped.',
  partial,
  usage: { calls: [], inputTokens: 0, outputTokens: 0, steps: 0 },
  abandoned: [],
});

test('an agent of another library has a grace to say what it has', async () => {
  const clock = fakeClock();
  const agent = foreign<string>('other', async ({ signal }) => {
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    await new Promise<void>((resolve) => void clock.after(20, resolve));
    return stoppedWith('half');
  });
  let partial: unknown;
  const outer = pattern({ name: 'outer', version: '1' }, async (_: null, scope) => {
    try {
      return await scope.run(agent, null);
    } catch (error) {
      partial = isAshlarError(error, 'run.stopped') ? error.facts.partial : error;
      throw error;
    }
  });
  const run = createRuntime({ clock }).run(outer, null);
  await clock.flush();
  run.abort();
  await clock.advance(40);
  expect((await run.outcome).status).toBe('stopped');
  expect(partial).toBe('half');
  expect(clock.waiting).toBe(0);
});

test.each([1, 2, 4])(
  'one that never says anything, at depth %i, is abandoned by its parent, which may still speak',
  async (depth) => {
    const clock = fakeClock();
    const deaf = foreign<string>('deaf', () => never());
    const agent = nest(depth, (scope) => scope.run(deaf, null).catch(() => 'what I had'));
    const run = createRuntime({ clock }).run(agent, null);
    await clock.flush();
    run.abort();
    await clock.advance(40);
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
    if (depth === 1) expect(outcome).toMatchObject({ partial: 'what I had' });
    expect(outcome.abandoned).toEqual([`${pathAt(depth)}run:deaf#0`]);
    expect(clock.waiting).toBe(0);
  },
);

test('one whose outcome rejects against its contract is let go at once', async () => {
  const clock = fakeClock();
  const broken = foreign<string>('broken', ({ signal }) => {
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject('no')));
  });
  const run = createRuntime({ clock }).run(
    nest(1, (scope) => scope.run(broken, null)),
    null,
  );
  await clock.flush();
  run.abort();
  expect(await turnsUntil(run.outcome)).toBeLessThanOrEqual(3);
});

test('a run that nobody awaited is abandoned with the body that began it', async () => {
  const clock = fakeClock();
  const outer = pattern({ name: 'outer', version: '1' }, (_: null, scope) => {
    void scope.run(
      foreign('floating', () => never()),
      null,
    );
    return scope.step('work', () => 'done');
  });
  const outcome = await createRuntime({ clock }).run(outer, null).outcome;
  expect(outcome).toMatchObject({ status: 'completed', abandoned: ['run:floating#0'] });
  expect(clock.waiting).toBe(0);
});
