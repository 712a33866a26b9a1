import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AshlarError, storeJournal } from '../../src/index.ts';
import { body, counted, outcomeOf, tool } from './parts.ts';
import { testLog } from './store.ts';

const look = () => counted('look');

test('of two writers that begin one run, one is told that it lost', async () => {
  const pay = counted('pay', 'once', 5);
  const agent = body((scope) => scope.call(pay.tool, 1));
  const { journal } = testLog({ beforeAppend: () => sleep(2) });
  const ends = await Promise.all([outcomeOf(agent, { journal }), outcomeOf(agent, { journal })]);
  expect(ends.map(({ status }) => status).sort()).toEqual(['completed', 'failed']);
  expect(ends.find(({ status }) => status === 'failed')).toMatchObject({
    error: { code: 'journal.lost' },
  });
  expect(pay.seen).toHaveLength(1);
});

test('a store that cannot write ends the run with its own words and what to do', async () => {
  const agent = body((scope) => scope.call(look().tool, 1));
  const { journal } = testLog({
    beforeAppend: (records) => {
      if (records[0]?.t === 'end') throw new Error('disk full');
    },
  });
  expect(await outcomeOf(agent, { journal })).toMatchObject({
    error: { code: 'journal.unavailable', retryable: true, message: /disk full.*same id/ },
  });
});

test.each([
  ['storage.busy', 'journal.unavailable'],
  ['storage.corrupt', 'journal.corrupt'],
])('a store that cannot be read (%s) is %s', async (code, expected) => {
  const failure = Object.assign(new Error('cannot read'), { code });
  const journal = storeJournal({
    open: () => ({
      read: () => Promise.reject(failure),
      append: async () => {},
    }),
  });
  expect(
    await outcomeOf(
      body(async () => 1),
      { journal },
    ),
  ).toMatchObject({
    status: 'failed',
    error: { code: expected, message: expect.stringContaining('cannot read'), cause: failure },
  });
});

test('what is not ours is corrupt', async () => {
  const journal = testLog({}, ['{"t":"begin","format":99}']).journal;
  expect(
    await outcomeOf(
      body(async () => 1),
      { journal },
    ),
  ).toMatchObject({
    error: { code: 'journal.corrupt' },
  });
});

test('an effect that ends while the run writes its end does not lose the run', async () => {
  const floating = counted('floating', 'read', 15);
  const agent = body(async (scope) => {
    scope.call(floating.tool, 1).catch(() => {});
    return scope.step('one', () => 'one');
  });
  const { journal } = testLog({
    beforeAppend: (records) => (records.at(-1)?.t === 'finish' ? sleep(40) : undefined),
  });
  expect(await outcomeOf(agent, { journal })).toMatchObject({ status: 'completed', value: 'one' });
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: 'one' });
});

test('facts of an error that are not JSON do not keep it from being recorded', async () => {
  const odd = tool('odd', 'read', () => {
    throw new AshlarError('model.failed', 'odd', {
      facts: { model: 'm', status: undefined, retryAfterMs: Number.NaN } as never,
    });
  });
  const agent = body(async (scope) => {
    const caught = await scope.call(odd, 1).catch((error: AshlarError) => error.code);
    return [caught, await scope.step('after', () => 1)];
  });
  const { journal } = testLog();
  const value = ['model.failed', 1];
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value });
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value });
});

test('a result larger than the limit is refused and says so', async () => {
  const big = tool('big', 'read', () => 'x'.repeat(2000));
  const { journal } = testLog({ maxEntryBytes: 1000 });
  expect(
    await outcomeOf(
      body((scope) => scope.call(big, 1)),
      { journal },
    ),
  ).toMatchObject({
    error: { code: 'journal.too-large', facts: { effect: 'call:big#0', limit: 1000 } },
  });
});
