import { type Agent, pattern, type Run, storeJournal } from '@ashlar/core';
import { memoryStore } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

/** Runs an agent again when it fails, as a host's own wrapper would: with the options that it was given. */
function again<I, O>(agent: Agent<I, O>): Agent<I, O> {
  return {
    ...agent,
    run(input, options): Run<O> {
      const first = agent.run(input, { ...options });
      const outcome = first.outcome.then((end) =>
        end.status === 'failed' ? agent.run(input, { ...options }).outcome : end,
      );
      return { ...first, outcome };
    },
  };
}

function setUp() {
  const done: string[] = [];
  const shaky = pattern({ name: 'shaky', version: '1' }, async (_: null, scope) => {
    const attempt = await scope.step('attempt', () => done.push('attempt'));
    if (attempt === 1) throw new Error('not yet');
    return `attempt ${attempt}`;
  });
  const outer = pattern({ name: 'outer', version: '1' }, async (_: null, scope) => {
    const value = await scope.run(again(shaky), null);
    await scope.step('after', () => done.push('after'));
    return value;
  });
  return { done, outer };
}

test('each run that a wrapper makes of its agent has a place of its own', async () => {
  const { outer } = setUp();
  const run = outer.run(null, { id: 'r' });
  const ids: string[] = [];
  for await (const event of run) {
    if (event.type === 'run.started') ids.push(event.runId);
    if (event.type === 'effect.started') ids.push(event.id);
  }
  expect(await run.value()).toBe('attempt 2');
  expect(ids).toEqual([
    'r',
    'run:shaky#0',
    'r/run:shaky#0',
    'run:shaky#0/step:attempt#0',
    'r/run:shaky#0/again#1',
    'run:shaky#0/again#1/step:attempt#0',
    'step:after#0',
  ]);
});

test('killed anywhere, it goes on where it was and repeats nothing that is recorded', async () => {
  const whole = memoryStore();
  await setUp()
    .outer.run(null, { id: 'r', journal: storeJournal(whole) })
    .value();
  for (let append = 2; append <= whole.appends; append += 1) {
    const store = memoryStore();
    store.failAt(append, 'kill-after');
    const { done, outer } = setUp();
    const run = outer.run(null, { id: 'r', journal: storeJournal(store) });
    await store.killed;
    run.abort();
    const resumed = outer.run(null, { id: 'r', journal: storeJournal(store.restart()) });
    expect(await resumed.value()).toBe('attempt 2');
    expect(done).toEqual(['attempt', 'attempt', 'after']);
  }
});
