import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { textOf, user } from '../../src/index.ts';
import { body, counted, countingModel, outcomeOf, tool, wrapped } from './parts.ts';
import { testLog } from './store.ts';

const request = { messages: [user('hello')] };

test('a judge before the model is not asked again when the process died in the attempt', async () => {
  const { model, seen } = countingModel();
  const judged: number[] = [];
  const guarded = wrapped(model, async (inner, context) => {
    await context.step('judge', () => judged.push(1));
    return inner();
  });
  const agent = body(async (scope) => textOf((await scope.generate(guarded, request)).message));
  const whole = testLog();
  await outcomeOf(agent, { journal: whole.journal });
  const { journal } = whole.before('generate#0');
  const end = await outcomeOf(agent, { journal });
  expect(end).toMatchObject({ status: 'completed', value: 'answer 2' });
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: 'answer 2' });
  expect([judged.length, seen.length]).toEqual([1, 2]);
});

test('a verdict on an answer that was lost is not taken for the verdict on the next answer', async () => {
  const { model } = countingModel();
  const guarded = wrapped(model, async (inner, context) => {
    const response = await inner();
    const text = textOf(response.message);
    const verdict = await context.step('judge', () => `saw ${text}`);
    return { ...response, vendor: { judge: verdict } };
  });
  const agent = body(async (scope) => {
    const { message, vendor } = await scope.generate(guarded, request);
    return [textOf(message), vendor?.judge];
  });
  const whole = testLog();
  await outcomeOf(agent, { journal: whole.journal });
  const { journal } = whole.before('generate#0');
  const end = await outcomeOf(agent, { journal });
  expect(end).toMatchObject({ status: 'completed', value: ['answer 2', 'saw answer 2'] });
  expect(await outcomeOf(agent, { journal })).toMatchObject({
    value: ['answer 2', 'saw answer 2'],
  });
});

test('steps of a tool are replayed while the tool runs again, however long it takes between them', async () => {
  const steps: string[] = [];
  const slow = tool('slow', 'idempotent', async (_input, context) => {
    const one = await context.step('one', () => `one ${steps.push('one')}`);
    await sleep(250);
    const two = await context.step('two', () => `two ${steps.push('two')}`);
    return [one, two];
  });
  const other = counted('other', 'read', 400);
  const agent = body((scope) =>
    scope.parallel({
      slow: (inside) => inside.call(slow, null),
      other: (inside) => inside.call(other.tool, null),
    }),
  );
  const whole = testLog();
  await outcomeOf(agent, { journal: whole.journal });
  const log = whole.before('parallel#0/slow/call:slow#0');
  expect(log.ends()).toHaveLength(2);
  const end = await outcomeOf(agent, { journal: log.journal });
  expect(end).toMatchObject({ status: 'completed', value: { slow: ['one 1', expect.anything()] } });
  expect(await outcomeOf(agent, { journal: log.journal })).toMatchObject({
    value: (end as { value: unknown }).value,
  });
});

test('a tool that asks its side call something else on the second try gets an answer to that', async () => {
  const asked: number[] = [];
  const judge = {
    question: 'judge@1',
    how: 'test',
    answer: (input: number, scope: Parameters<Parameters<typeof body>[0]>[0]) =>
      scope.step('verdict', () => `on ${asked[asked.push(input) - 1]}`, { input }),
  };
  let tries = 0;
  const moody = tool('moody', 'read', async (_input, context) => {
    tries += 1;
    const mood = tries;
    return [mood, await context.ask(judge, mood)];
  });
  const agent = body((scope) => scope.call(moody, null));
  const whole = testLog();
  await outcomeOf(agent, { journal: whole.journal });
  const { journal } = whole.before('call:moody#0');
  expect(await outcomeOf(agent, { journal })).toMatchObject({
    status: 'completed',
    value: [2, 'on 2'],
  });
  expect(await outcomeOf(agent, { journal })).toMatchObject({ value: [2, 'on 2'] });
});

test('a once effect inside an effect that runs again is not repeated', async () => {
  const pay = counted('pay', 'once');
  const buyer = {
    question: 'buy@1',
    how: 'test',
    answer: (input: string, scope: Parameters<Parameters<typeof body>[0]>[0]) =>
      scope.call(pay.tool, input),
  };
  let late = true;
  const shop = tool('shop', 'idempotent', async (_input, context) => {
    const before = await context.step('before', () => 1);
    const receipt = await context.ask(buyer, 'chair');
    if (late) await context.step('log', () => receipt);
    late = false;
    return [before, receipt];
  });
  const agent = body((scope) => scope.call(shop, null));
  const whole = testLog();
  await outcomeOf(agent, { journal: whole.journal });
  const { journal } = whole.before('call:shop#0');
  expect(await outcomeOf(agent, { journal })).toMatchObject({ status: 'completed' });
  expect(pay.seen).toEqual(['chair']);
});
