import { expect, test } from 'vitest';
import { user } from '../../src/index.ts';
import { body, counted, countingModel, outcomeOf } from './parts.ts';
import { testLog } from './store.ts';

const diverged = (kind: string, facts: object = {}) => ({
  status: 'failed',
  error: { code: 'journal.diverged', facts: { kind, ...facts } },
});

test('another input at a recorded place is named, and nothing runs', async () => {
  const look = counted('look');
  const at = (place: string) => body((scope) => scope.call(look.tool, place));
  const { journal } = testLog();
  await outcomeOf(at('here'), { journal });
  expect(await outcomeOf(at('there'), { journal })).toMatchObject(
    diverged('input', { effect: 'call:look#0', changed: ['input'] }),
  );
  expect(look.seen).toEqual(['here']);
});

test('a clock in a prompt is found: messages differ', async () => {
  const { model, seen } = countingModel();
  let now = 0;
  const agent = body((scope) => {
    now += 1;
    return scope.generate(model, { messages: [user(`It is ${now}.`)] });
  });
  const { journal } = testLog();
  await outcomeOf(agent, { journal });
  expect(await outcomeOf(agent, { journal })).toMatchObject(
    diverged('input', { changed: ['messages'] }),
  );
  expect(seen).toHaveLength(1);
});

test('a new effect in the middle is found before it runs', async () => {
  const look = counted('look');
  const extra = counted('extra');
  const old = body((scope) => scope.call(look.tool, 1));
  const changed = body(async (scope) => {
    await scope.call(extra.tool, 1);
    return scope.call(look.tool, 1);
  });
  const { journal } = testLog();
  await outcomeOf(old, { journal });
  expect(await outcomeOf(changed, { journal })).toMatchObject(
    diverged('unasked', { expected: 'call:look#0', asked: ['call:extra#0'] }),
  );
  expect(extra.seen).toEqual([]);
});

test('a new effect behind the end of a completed run is found before it runs', async () => {
  const look = counted('look');
  const extra = counted('extra', 'once');
  const old = body((scope) => scope.call(look.tool, 1));
  const changed = body(async (scope) => {
    await scope.call(look.tool, 1);
    return scope.call(extra.tool, 1);
  });
  const log = testLog();
  await outcomeOf(old, { journal: log.journal });
  const { length } = log.entries();
  expect(await outcomeOf(changed, { journal: log.journal })).toMatchObject(
    diverged('unasked', { asked: ['call:extra#0'] }),
  );
  expect(extra.seen).toEqual([]);
  expect(log.entries()).toHaveLength(length);
});

test('a recorded effect that the body no longer asks for is an orphan', async () => {
  const look = counted('look');
  const old = body((scope) => scope.call(look.tool, 1));
  const changed = body(async () => 'nothing');
  const { journal } = testLog();
  await outcomeOf(old, { journal });
  expect(await outcomeOf(changed, { journal })).toMatchObject(
    diverged('orphaned', { expected: 'call:look#0' }),
  );
});

test('a once effect that started and is no longer asked for is not forgotten', async () => {
  const pay = counted('pay', 'once');
  const look = counted('look');
  const old = body(async (scope) => [
    await scope.call(look.tool, 1),
    await scope.call(pay.tool, 1),
  ]);
  const changed = body((scope) => scope.call(look.tool, 1));
  const whole = testLog();
  await outcomeOf(old, { journal: whole.journal });
  const { journal } = whole.before('call:pay#0');
  expect(await outcomeOf(changed, { journal })).toMatchObject(
    diverged('orphaned', { expected: 'call:pay#0' }),
  );
});

test('another value than was recorded is found', async () => {
  let run = 0;
  const agent = body(async (scope) => {
    await scope.step('one', () => 1);
    run += 1;
    return run;
  });
  const { journal } = testLog();
  await outcomeOf(agent, { journal });
  expect(await outcomeOf(agent, { journal })).toMatchObject(diverged('value'));
});

test('the loser of a race in a completed run neither runs again nor counts as new', async () => {
  const slow = counted('slow', 'read', 50);
  const agent = body((scope) =>
    Promise.race([scope.step('quick', () => 'quick'), scope.call(slow.tool, 1)]),
  );
  const { journal } = testLog();
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: 'quick' });
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: 'quick' });
  expect(slow.seen).toHaveLength(1);
});
