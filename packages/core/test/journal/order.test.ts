import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { body, counted, outcomeOf, tool } from './parts.ts';
import { testLog } from './store.ts';

/** A tool that takes as long as its input says and notes when it starts. */
function timed() {
  const started: number[] = [];
  const made = tool('timed', 'read', async (ms) => {
    started.push(ms as number);
    await sleep(ms as number);
    return ms;
  });
  return { tool: made, started };
}

test('recorded results arrive in the order in which they once did', async () => {
  const { tool: call } = timed();
  const agent = body(async (scope) => {
    const arrived: unknown[] = [];
    await Promise.all(
      [40, 1, 20].map(async (ms) => arrived.push(await scope.call(call, ms, { key: `${ms}` }))),
    );
    return arrived;
  });
  const { journal } = testLog();
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: [1, 20, 40] });
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: [1, 20, 40] });
});

test('the winner of a race stays the winner', async () => {
  const { tool: call, started } = timed();
  const agent = body(async (scope) => {
    const racers = [scope.call(call, 60), scope.call(call, 5)];
    const first = await Promise.race(racers);
    return [first, await scope.step('after', () => 'after')];
  });
  const { journal } = testLog();
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: [5, 'after'] });
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: [5, 'after'] });
  expect(started).toEqual([60, 5]);
});

test('a sibling that was abandoned is not started again', async () => {
  const slow = counted('slow', 'read', 60);
  const agent = body(async (scope) => {
    const answers = scope.parallel({
      quick: async (inside) => {
        const quick = await inside.step('quick', () => 'bad');
        throw new Error(quick);
      },
      slow: (inside) => inside.call(slow.tool, null),
    });
    const failure = await answers.catch((error: Error) => error.message);
    return [failure, await scope.step('after', () => 'after')];
  });
  const whole = testLog();
  await outcomeOf(agent, { journal: whole.journal });
  const { journal } = whole.before('step:after#0');
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: ['bad', 'after'] });
  expect(slow.seen).toHaveLength(1);
});

test('a process that stood still for longer than the patience is not taken for a diverged one', async () => {
  const { tool: call } = timed();
  let stall = false;
  const agent = body((scope) =>
    Promise.all([
      scope.call(call, 30, { key: 'slow' }),
      (async () => {
        await readFile(import.meta.filename);
        return scope.call(call, 1, { key: 'quick' });
      })(),
      (async () => {
        await scope.step('one', () => 1);
        const until = performance.now() + (stall ? 150 : 0);
        while (performance.now() < until);
        return 1;
      })(),
    ]),
  );
  const whole = testLog();
  await outcomeOf(agent, { journal: whole.journal });
  stall = true;
  const { journal } = whole.before('call:timed:slow');
  expect(await outcomeOf(agent, { journal })).toMatchObject({ status: 'completed' });
});

test('one key used twice in a scope is two effects', async () => {
  const { tool: call, seen } = counted('look');
  const agent = body(async (scope) => [
    await scope.call(call, 'same', { key: 'k' }),
    await scope.call(call, 'same', { key: 'k' }),
  ]);
  const { journal, ends } = testLog();
  const value = ['look "same" 1', 'look "same" 2'];
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value });
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value });
  expect(seen).toHaveLength(2);
  expect(new Set(ends()).size).toBe(2);
});
