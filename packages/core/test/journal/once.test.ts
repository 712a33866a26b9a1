import { expect, test } from 'vitest';
import type { Decision, DecisionVerdict, Outcome, Scope } from '../../src/index.ts';
import { decide } from '../../src/index.ts';
import { body, counted, outcomeOf, runtime, signer, tool } from './parts.ts';
import { type TestLog, testLog } from './store.ts';

async function rule(
  outcome: Outcome<unknown>,
  verdict: DecisionVerdict,
  value?: string,
): Promise<Decision[]> {
  if (outcome.status !== 'suspended') throw new Error(`not suspended but ${outcome.status}`);
  return Promise.all(
    outcome.pending.map((approval) =>
      decide(approval, { verdict, by: 'ann', ...(value === undefined ? {} : { value }) }, signer),
    ),
  );
}

const PAY = 'call:pay#0';

/** A payment whose process died between the effect and its record. */
async function killedAfterPaying() {
  const pay = counted('pay', 'once');
  const agent = body(async (scope) => {
    const paid = await scope.call(pay.tool, 'rent');
    return { paid, at: await scope.step('clock', () => Math.random()) };
  });
  const whole = testLog();
  await runtime.run(agent, undefined, { id: 'r', journal: whole.journal }).value();
  return { agent, pay, log: whole.before(PAY) };
}

test('a once effect with an unknown end suspends the run instead of running again', async () => {
  const { agent, pay, log } = await killedAfterPaying();
  const end = await outcomeOf(agent, { journal: log.journal });
  expect(end).toMatchObject({
    status: 'suspended',
    pending: [{ kind: 'unknown-effect', name: 'pay', data: { effect: PAY } }],
  });
  expect(pay.seen).toHaveLength(1);
});

test('"ran" continues with the result that the operator found, now and in every replay', async () => {
  const { agent, pay, log } = await killedAfterPaying();
  const { journal } = log;
  const decisions = await rule(await outcomeOf(agent, { journal }), 'ran', 'receipt 7');
  const first = await outcomeOf(agent, { journal, decisions });
  const again = await outcomeOf(agent, { journal });
  expect(first).toMatchObject({ status: 'completed', value: { paid: 'receipt 7' } });
  expect(again).toMatchObject({ status: 'completed', value: (first as { value: unknown }).value });
  expect(pay.seen).toHaveLength(1);
});

test('"not-run" runs it', async () => {
  const { agent, pay, log } = await killedAfterPaying();
  const { journal } = log;
  const decisions = await rule(await outcomeOf(agent, { journal }), 'not-run');
  expect(await outcomeOf(agent, { journal, decisions })).toMatchObject({ status: 'completed' });
  expect(pay.seen).toHaveLength(2);
});

test('"not-run" is for one attempt: a kill during the next asks again', async () => {
  const { agent, pay, log } = await killedAfterPaying();
  const decisions = await rule(await outcomeOf(agent, { journal: log.journal }), 'not-run');
  await outcomeOf(agent, { journal: log.journal, decisions });
  const killedAgain = log.before(PAY);

  const end = await outcomeOf(agent, { journal: killedAgain.journal });
  expect(end).toMatchObject({ status: 'suspended', pending: [{ kind: 'unknown-effect' }] });
  const replayed = await outcomeOf(agent, { journal: killedAgain.journal, decisions });
  expect(replayed).toMatchObject({ status: 'suspended' });
  expect(pay.seen).toHaveLength(2);

  const ran = await rule(end, 'ran', 'receipt 8');
  const done = await outcomeOf(agent, { journal: killedAgain.journal, decisions: ran });
  expect(done).toMatchObject({ status: 'completed', value: { paid: 'receipt 8' } });
  expect(pay.seen).toHaveLength(2);
});

test('"give-up" fails the effect, and a body that catches it goes on', async () => {
  const pay = counted('pay', 'once');
  const agent = body(async (scope) => {
    const paid = await scope.call(pay.tool, 'rent').catch((error) => error.code);
    return { paid, after: await scope.step('after', () => Math.random()) };
  });
  const whole = testLog();
  await outcomeOf(agent, { journal: whole.journal });
  const { journal } = whole.before(PAY);
  const decisions = await rule(await outcomeOf(agent, { journal }), 'give-up');
  const first = await outcomeOf(agent, { journal, decisions });
  expect(first).toMatchObject({ status: 'completed', value: { paid: 'approval.given-up' } });
  expect(await outcomeOf(agent, { journal })).toMatchObject({
    value: (first as { value: unknown }).value,
  });
  expect(pay.seen).toHaveLength(1);
});

test('a forged answer ends the run and runs nothing', async () => {
  const { agent, pay, log } = await killedAfterPaying();
  const { journal } = log;
  const [decision] = await rule(await outcomeOf(agent, { journal }), 'ran', 'receipt 7');
  const forged = { ...(decision as Decision), verdict: 'not-run' as const };
  expect(await outcomeOf(agent, { journal, decisions: [forged] })).toMatchObject({
    status: 'failed',
    error: { code: 'approval.forged' },
  });
  expect(pay.seen).toHaveLength(1);
});

test('a once tool that recorded steps inside is asked about, too', async () => {
  let runs = 0;
  const pay = tool('pay', 'once', async (_input, context) => {
    runs += 1;
    const number = await context.step('number', () => Math.random());
    return `receipt ${number}`;
  });
  const agent = body((scope) => scope.call(pay, 'rent'));
  const whole = testLog();
  await outcomeOf(agent, { journal: whole.journal });
  const log: TestLog = whole.before(PAY);
  expect(log.ends()).toEqual([`${PAY}/step:number#0`]);

  const { journal } = log;
  const end = await outcomeOf(agent, { journal });
  expect(end).toMatchObject({ status: 'suspended', pending: [{ kind: 'unknown-effect' }] });
  expect(runs).toBe(1);
  const decisions = await rule(end, 'not-run');
  const done = await outcomeOf(agent, { journal, decisions });
  expect(done.status).toBe('completed');
  expect(await outcomeOf(agent, { journal })).toMatchObject({
    value: (done as { value: unknown }).value,
  });
  expect(runs).toBe(2);
});

test('a question inside a tool that runs again suspends the run, too', async () => {
  const pay = counted('pay', 'once');
  const buy = {
    question: 'buy@1',
    how: 'test',
    answer: (what: string, scope: Scope) => scope.call(pay.tool, what),
  };
  const shop = tool('shop', 'idempotent', (_input, context) => context.ask(buy, 'chair'));
  const agent = body((scope) => scope.call(shop, null));
  const whole = testLog();
  await outcomeOf(agent, { journal: whole.journal });
  const { journal } = whole.before('call:shop#0/ask:buy@1#0/call:pay#0');
  const end = await outcomeOf(agent, { journal });
  expect(end).toMatchObject({ status: 'suspended', pending: [{ kind: 'unknown-effect' }] });
  const decisions = await rule(end, 'ran', 'receipt 7');
  expect(await outcomeOf(agent, { journal, decisions })).toMatchObject({ value: 'receipt 7' });
  expect(pay.seen).toHaveLength(1);
});

test('an approval inside a tool suspends the run while another effect of the tool is not under way', async () => {
  const ok = {
    question: 'ok@1',
    how: 'test',
    answer: async (_: null, scope: Scope) =>
      (await scope.approve({ name: 'ok', data: 1 })).approved,
  };
  const careful = tool('careful', 'idempotent', (_input, context) => context.ask(ok, null));
  const agent = body((scope) => scope.call(careful, null));
  const { journal } = testLog();
  const end = await outcomeOf(agent, { journal });
  expect(end).toMatchObject({ status: 'suspended', pending: [{ kind: 'approval' }] });
  const decisions = await rule(end, 'approved');
  expect(await outcomeOf(agent, { journal, decisions })).toMatchObject({ value: true });
});
