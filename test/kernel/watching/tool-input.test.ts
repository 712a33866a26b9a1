import { createRuntime, pattern, type RunEvent } from '@ashlar/core';
import { scriptedTool } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

test('the start of a tool shows what it is called with, as it was when it was asked for', async () => {
  const seen: RunEvent[] = [];
  const runtime = createRuntime({ listeners: [(event) => seen.push(event)] });
  const pay = scriptedTool({ name: 'pay' }, ({ amount }: { amount: number }) => amount);
  const agent = pattern({ name: 'payer', version: '1' }, async (_: null, scope) => {
    const order = { amount: 10 };
    const paying = scope.call(pay, order);
    order.amount = 1000;
    return paying;
  });
  expect(await runtime.run(agent, null).value()).toBe(10);
  expect(seen.find(({ type }) => type === 'effect.started')).toMatchObject({
    effect: 'call',
    name: 'pay',
    input: { amount: 10 },
  });
});

test('other effects show no input', async () => {
  const seen: RunEvent[] = [];
  const runtime = createRuntime({ listeners: [(event) => seen.push(event)] });
  const agent = pattern({ name: 'agent', version: '1' }, (_: null, scope) =>
    scope.step('a', () => 1, { input: 'secret' }),
  );
  await runtime.run(agent, null).outcome;
  expect(seen.find(({ type }) => type === 'effect.started')).not.toHaveProperty('input');
});
