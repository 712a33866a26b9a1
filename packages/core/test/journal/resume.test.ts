import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { pattern, type Scope, user } from '../../src/index.ts';
import { body, counted, countingModel, outcomeOf, runtime, tool } from './parts.ts';
import { testLog } from './store.ts';

test('a run that ended on an error repeats just the effect that failed', async () => {
  const look = counted('look');
  let broken = true;
  const flaky = tool('flaky', 'read', () => {
    if (broken) throw new Error('broken');
    return 'fine';
  });
  const agent = body(async (scope) => [await scope.call(look.tool, 1), await scope.call(flaky, 1)]);
  const { journal } = testLog();
  expect(await outcomeOf(agent, { journal })).toMatchObject({ error: { code: 'tool.failed' } });
  broken = false;
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: ['look 1 1', 'fine'] });
  expect(look.seen).toHaveLength(1);
});

test('an error that the body caught is replayed', async () => {
  let tries = 0;
  const flaky = tool('flaky', 'read', () => {
    tries += 1;
    if (tries === 1) throw new Error('broken');
    return tries;
  });
  const agent = body(async (scope) => {
    const first = await scope.call(flaky, 1).catch((error: Error) => error.message);
    return [first, await scope.call(flaky, 1)];
  });
  const { journal } = testLog();
  const value = ['The tool flaky failed: broken', 2];
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value });
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value });
  expect(tries).toBe(2);
});

test.each([
  ['steps', { steps: 2 }],
  ['tokens', { tokens: 30 }],
])('a run that stopped on its budget of %s goes on with more', async (reason, budget) => {
  const { model, seen } = countingModel();
  const agent = body(async (scope) => {
    const all: unknown[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      all.push((await scope.generate(model, { messages: [user(`turn ${turn}`)] })).message);
    }
    return all.length;
  });
  const { journal } = testLog();
  const stopped = await outcomeOf(agent, { journal, budget });
  expect(stopped).toMatchObject({ status: 'stopped', reason });
  const before = seen.length;
  const done = await outcomeOf(agent, { journal });
  expect(done).toMatchObject({ status: 'completed', value: 5 });
  expect(before).toBeGreaterThan(0);
  expect(seen).toHaveLength(5);
  expect(done.usage.calls).toHaveLength(5);
});

test('an abort is not recorded as the failure of what it interrupted', async () => {
  const stubborn = tool('stubborn', 'read', async () => {
    await sleep(15);
    return 'done';
  });
  const polite = tool('polite', 'read', async (_input, context) => {
    await sleep(200, undefined, { signal: context.signal });
    return 'slept';
  });
  const agent = body(async (scope) => {
    try {
      return await Promise.all([scope.call(polite, 1), scope.call(stubborn, 1)]);
    } finally {
      await sleep(30);
    }
  });
  const log = testLog();
  const run = runtime.run(agent, undefined, { id: 'r', journal: log.journal });
  await sleep(5);
  run.abort();
  expect(await run.outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
  expect(await outcomeOf(agent, { journal: log.journal })).toMatchObject({
    value: ['slept', 'done'],
  });
});

test('a run can be resumed at once after an abort, while its last append is still under way', async () => {
  const look = counted('look');
  const agent = body(async (scope) => [
    await scope.call(look.tool, 1),
    await scope.step('two', () => 2),
  ]);
  const { journal } = testLog({
    beforeAppend: (records) => (records[0]?.t === 'end' ? sleep(30) : undefined),
  });
  const run = runtime.run(agent, undefined, { id: 'r', journal });
  await sleep(15);
  run.abort();
  expect(await run.outcome).toMatchObject({ status: 'stopped' });
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: ['look 1 1', 2] });
});

test('another version resumes only what it says it can', async () => {
  const look = counted('look');
  const make = (version: string, resumes: string[]) =>
    pattern({ name: 'test', version, resumes }, (_: undefined, scope: Scope) =>
      scope.call(look.tool, 1),
    );
  const { journal } = testLog();
  await outcomeOf(make('1', []), { journal });
  expect(await outcomeOf(make('2', []), { journal })).toMatchObject({
    error: { code: 'journal.version', facts: { recorded: 'test@1', running: 'test@2' } },
  });
  expect(await outcomeOf(make('2', ['1']), { journal })).toMatchObject({ value: 'look 1 1' });
  expect(look.seen).toHaveLength(1);
});

test('another input under the same id is refused', async () => {
  const agent = pattern({ name: 'test', version: '1' }, async (input: string) => input);
  const { journal } = testLog();
  await agent.run('a', { id: 'r', journal }).outcome;
  expect(await agent.run('b', { id: 'r', journal }).outcome).toMatchObject({
    error: { code: 'journal.diverged', facts: { changed: ['input'] } },
  });
});
