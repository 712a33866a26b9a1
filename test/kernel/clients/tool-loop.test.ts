import { createRuntime, decide, hmacSigner, type Tool } from '@ashlar/core';
import { type ScriptedStep, scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { toolLoop } from './tool-loop.ts';

const signer = hmacSigner('the host keeps this secret');

const purchase: readonly ScriptedStep[] = [
  {
    calls: [
      { name: 'price', input: { item: 'lamp' } },
      { name: 'pay', input: { amount: '12 EUR' } },
      { name: 'teleport', input: {} },
    ],
  },
  'The lamp is yours.',
];

function setUp(script: readonly ScriptedStep[] = purchase) {
  const log: string[] = [];
  const price: Tool<{ item: string }, string> = {
    name: 'price',
    description: 'The price of an item.',
    input: z.object({ item: z.string() }),
    effect: 'read',
    async run({ item }) {
      log.push(`price ${item}`);
      return '12 EUR';
    },
  };
  const pay: Tool<{ amount: string }, string> = {
    name: 'pay',
    description: 'Pays.',
    input: z.object({ amount: z.string() }),
    effect: 'once',
    async run({ amount }, { idempotencyKey }) {
      log.push(`pay ${amount} ${idempotencyKey.split('/').slice(2).join('/')}`);
      return 'paid';
    },
  };
  const model = scriptedModel(script);
  return { log, model, agent: toolLoop('shopper', model, [price as Tool, pay as Tool]) };
}

test('a payment waits for an approval while its siblings run on, and happens once after it', async () => {
  const { agent, log, model } = setUp();
  const runtime = createRuntime({ signer });

  const first = await runtime.run(agent, 'Buy a lamp').outcome;
  if (first.status !== 'suspended') throw new Error(first.status);
  expect(log).toEqual(['price lamp']);
  expect(first.pending).toMatchObject([{ name: 'pay', data: { amount: '12 EUR' } }]);

  const stored = JSON.parse(JSON.stringify(first.checkpoint)) as typeof first.checkpoint;
  const [pending] = first.pending;
  if (pending === undefined) throw new Error('nothing pending');
  const decision = await decide(pending, { verdict: 'approved', by: 'ann' }, signer);
  const second = runtime.resume(agent, stored, [decision]);

  expect(await second.value()).toBe('The lamp is yours.');
  expect(log).toEqual(['price lamp', 'pay 12 EUR parallel#0/1/call:pay#0']);
  expect(model.calls[1]?.request.messages.at(-1)?.content).toMatchObject([
    { content: [{ text: '12 EUR' }] },
    { content: [{ text: 'paid' }] },
    { content: [{ text: 'There is no tool teleport.' }], isError: true },
  ]);
  model.assertDone();
});

test('a denial reaches the model as the result of its call', async () => {
  const { agent, log, model } = setUp();
  const runtime = createRuntime({ signer });
  const first = await runtime.run(agent, 'Buy a lamp').outcome;
  if (first.status !== 'suspended' || !first.pending[0]) throw new Error(first.status);
  const ruling = { verdict: 'denied', by: 'ann', reason: 'too dear' } as const;
  const decision = await decide(first.pending[0], ruling, signer);

  expect(await runtime.resume(agent, first.checkpoint, [decision]).value()).toBe(
    'The lamp is yours.',
  );
  expect(log).toEqual(['price lamp']);
  expect(model.calls[1]?.request.messages.at(-1)?.content[1]).toMatchObject({
    content: [{ text: 'Denied by ann: too dear' }],
  });
});

test('an input that a tool does not accept reaches the model as the result of its call', async () => {
  const { log, agent, model } = setUp([
    { calls: [{ name: 'price', input: { item: 7 } }] },
    'I cannot say.',
  ]);
  expect(await agent.run('What is it?').value()).toBe('I cannot say.');
  expect(log).toEqual([]);
  expect(model.calls[1]?.request.messages.at(-1)?.content).toMatchObject([
    { isError: true, content: [{ text: expect.stringContaining('$.item') }] },
  ]);
});
