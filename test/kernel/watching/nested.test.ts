import { type Agent, pattern, type Run, type RunEvent } from '@ashlar/core';
import { expect, test } from 'vitest';

const inner = pattern({ name: 'inner', version: '1' }, (word: string, scope) =>
  scope.step('work', () => word.toUpperCase()),
);

/** An agent around an agent that keeps its events, as a host's own wrapper would. */
function watched<I, O>(agent: Agent<I, O>, seen: RunEvent[]): Agent<I, O> {
  return {
    ...agent,
    run(input, options) {
      const run = agent.run(input, { ...options });
      const outcome = (async () => {
        for await (const event of run) seen.push(event);
        return run.outcome;
      })();
      return { ...run, outcome } satisfies Run<O>;
    },
  };
}

const WORK = ['run.started', 'effect.started', 'effect.finished', 'run.finished'];

test('a wrapper around an agent sees the end of its run, also inside another run', async () => {
  const seen: RunEvent[] = [];
  const agent = watched(inner, seen);
  expect(await agent.run('a').outcome).toMatchObject({ value: 'A' });
  expect(seen.map(({ type }) => type)).toEqual(WORK);

  seen.length = 0;
  const outer = pattern({ name: 'outer', version: '1' }, async (_: null, scope) => {
    const first = await scope.run(agent, 'b');
    return [first, await scope.run(agent, 'c')];
  });
  expect(await outer.run(null).value()).toEqual(['B', 'C']);
  expect(seen.map(({ type, path }) => `${path} ${type}`)).toEqual([
    ...WORK.map((type) => `run:inner#0 ${type}`),
    ...WORK.map((type) => `run:inner#1 ${type}`),
  ]);
});

test('events of nested runs carry their own id, that of their parent and their path', async () => {
  const outer = pattern({ name: 'outer', version: '1' }, (_: null, scope) => scope.run(inner, 'a'));
  const seen: RunEvent[] = [];
  for await (const event of outer.run(null, { id: 'R' })) seen.push(event);
  const places = seen.map(({ type, runId, parentId, path }) => ({ type, runId, parentId, path }));
  const below = { runId: 'R/run:inner#0', parentId: 'R', path: 'run:inner#0' };
  const top = { runId: 'R', parentId: undefined, path: '' };
  expect(places).toEqual([
    { type: 'run.started', ...top },
    { type: 'effect.started', ...top },
    ...WORK.map((type) => ({ type, ...below })),
    { type: 'effect.finished', ...top },
    { type: 'run.finished', ...top },
  ]);
});
