import {
  type Approval,
  createRuntime,
  type Decision,
  decide,
  hmacSigner,
  type Outcome,
  type RulingOn,
  type Tool,
} from '@ashlar/core';
import { type ScriptedStep, scriptedModel } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { definitionDigest, tool, toolAgent } from '../../src/index.ts';

const signer = hmacSigner('the host keeps this secret');
const runtime = createRuntime({ signer });
const principal = { tenant: 'acme', subject: 'ada', groups: [] };

const purchase: readonly ScriptedStep[] = [
  {
    calls: [
      { name: 'price', input: { item: 'lamp' } },
      { name: 'pay', input: { amount: '12' } },
      { name: 'price', input: { item: 'desk' } },
    ],
  },
  'The lamp is yours.',
];

function setUp({ script = purchase, description = 'Pays.', others = [] as Tool[] } = {}) {
  const log: string[] = [];
  const price = tool({
    name: 'price',
    description: 'The price of an item.',
    input: z.object({ item: z.string() }),
    effect: 'read',
    run: async ({ item }) => {
      log.push(`price ${item}`);
      return 12;
    },
  });
  const pay = tool({
    name: 'pay',
    description,
    input: z.object({ amount: z.int() }),
    needsApproval: ({ amount }) => amount >= 10,
    run: async ({ amount }) => {
      log.push(`pay ${amount}`);
      return 'paid';
    },
  });
  const model = scriptedModel(script);
  const agent = toolAgent({ name: 'shopper', model, tools: [price, pay, ...others] });
  return { log, model, agent, pay };
}

function rule(approval: Approval | undefined, ruling: RulingOn<'approval'>): Promise<Decision> {
  if (approval?.kind !== 'approval') throw new Error(JSON.stringify(approval));
  return decide(approval, ruling, signer);
}

function pendingOf<O>(outcome: Outcome<O>): readonly Approval[] {
  if (outcome.status !== 'suspended') throw new Error(JSON.stringify(outcome));
  return outcome.pending;
}

/** The run as another process takes it up: a new agent, a checkpoint that went through JSON. */
async function decideFirst(
  ruling: RulingOn<'approval'>,
  { second = setUp(), first = setUp() } = {},
) {
  const suspended = await runtime.run(first.agent, 'Buy a lamp', { principal }).outcome;
  const [approval] = pendingOf(suspended);
  const { checkpoint } = suspended as Extract<typeof suspended, { status: 'suspended' }>;
  const decision = await rule(approval, ruling);
  const stored = JSON.parse(JSON.stringify(checkpoint)) as typeof checkpoint;
  return { first, second, approval, stored, run: runtime.resume(second.agent, stored, [decision]) };
}

/** A second process has the rest of the script only. */
const later = (script: readonly ScriptedStep[] = ['The lamp is yours.']) =>
  setUp({ script: [...script] });

describe('an approval', () => {
  test('waits while siblings run on, shows what will run and for whom, and lets it happen once in another process', async () => {
    const { first, second, approval, run } = await decideFirst(
      { verdict: 'approved', by: 'ann' },
      { second: later() },
    );
    expect(first.log).toEqual(['price lamp', 'price desk']);
    expect(approval).toMatchObject({
      name: 'pay',
      data: {
        agent: 'shopper',
        input: { amount: 12 },
        tool: { name: 'pay', effect: 'once', definition: await definitionDigest(second.pay) },
        onBehalfOf: { tenant: 'acme', subject: 'ada' },
      },
    });
    expect(await run.value()).toBe('The lamp is yours.');
    expect(second.log).toEqual(['pay 12']);
    expect(second.model.calls[0]?.request.messages.at(-1)?.content).toMatchObject([
      { content: [{ value: 12 }] },
      {
        content: [
          { text: expect.stringContaining('paid') },
          { text: expect.stringContaining('"amount":12') },
        ],
      },
      { content: [{ value: 12 }] },
    ]);
  });

  test('that is denied reaches the model with its reason', async () => {
    const { second, run } = await decideFirst(
      { verdict: 'denied', by: 'ann', reason: 'too dear' },
      { second: later(['Not bought.']) },
    );
    expect(await run.value()).toBe('Not bought.');
    expect(second.log).toEqual([]);
    expect(second.model.calls[0]?.request.messages.at(-1)?.content[1]).toMatchObject({
      isError: true,
      content: [{ text: 'Denied by ann: too dear' }],
    });
  });

  test('may change the arguments, and the model is told', async () => {
    const { second, run } = await decideFirst(
      { verdict: 'approved', by: 'ann', value: { amount: 11 } },
      { second: later() },
    );
    await run.value();
    expect(second.log).toEqual(['pay 11']);
    expect(JSON.stringify(second.model.calls[0]?.request.messages.at(-1))).toContain(
      'It ran with these arguments: {\\"amount\\":11}',
    );
  });

  test.each([[{ amount: 'eleven' }], [{ amount: '11' }], [{ amount: 11, to: 'me' }]])(
    'with changed arguments that do not fit (%j) is asked again, and nothing runs',
    async (value) => {
      const { second, run, stored } = await decideFirst(
        { verdict: 'approved', by: 'ann', value },
        { second: later() },
      );
      const outcome = await run.outcome;
      const [again] = pendingOf(outcome);
      expect(second.log).toEqual([]);
      expect(again).toMatchObject({
        data: { input: { amount: 12 } },
        message: expect.stringContaining('do not fit'),
      });
      const checkpoint = outcome.status === 'suspended' ? outcome.checkpoint : stored;
      const decision = await rule(again, { verdict: 'approved', by: 'bob' });
      expect(await runtime.resume(second.agent, checkpoint, [decision]).value()).toBe(
        'The lamp is yours.',
      );
      expect(second.log).toEqual(['pay 12']);
    },
  );

  test('on a tool that is defined otherwise by now is refused by name, and nothing runs', async () => {
    const second = setUp({ description: 'Pays, and subscribes.' });
    const { run, stored } = await decideFirst({ verdict: 'approved', by: 'ann' }, { second });
    expect(await run.outcome).toMatchObject({
      status: 'failed',
      error: { code: 'tool.changed', facts: { tools: ['pay'] } },
    });
    expect(second.log).toEqual([]);
    // With the old definition the run goes on.
    const old = later();
    const suspended = await runtime.resume(old.agent, stored).outcome;
    expect(suspended.status).toBe('suspended');
  });

  test('outlives a deploy that adds other tools: the run goes on with those that it began with', async () => {
    const extra = tool({
      name: 'extra',
      description: 'New.',
      input: z.object({}),
      run: async () => 'new',
    });
    const second = setUp({ script: ['The lamp is yours.'], others: [extra] });
    const { run } = await decideFirst({ verdict: 'approved', by: 'ann' }, { second });
    expect(await run.value()).toBe('The lamp is yours.');
    expect(second.log).toEqual(['pay 12']);
    const names = second.model.calls[0]?.request.tools?.map(({ name }) => name);
    expect(names).toEqual(['price', 'pay']);
  });

  test('for many calls at once lets no more of them run at once than may', async () => {
    let running = 0;
    let most = 0;
    const send = tool({
      name: 'send',
      description: 'Sends.',
      input: z.object({ n: z.int() }),
      needsApproval: true,
      run: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running -= 1;
        return 'sent';
      },
    });
    const calls = [1, 2, 3, 4, 5].map((n) => ({ name: 'send', input: { n } }));
    const model = scriptedModel([{ calls }, 'Sent.']);
    const agent = toolAgent({ name: 'sender', model, tools: [send], limits: { concurrency: 2 } });
    const first = await runtime.run(agent, '?').outcome;
    const pending = pendingOf(first);
    expect(pending).toHaveLength(5);
    const decisions = await Promise.all(
      pending.map((one) => rule(one, { verdict: 'approved', by: 'ann' })),
    );
    if (first.status !== 'suspended') throw new Error(first.status);
    expect(await runtime.resume(agent, first.checkpoint, decisions).value()).toBe('Sent.');
    expect(most).toBe(2);
  });

  test('is not asked where the tool does not need it for these arguments', async () => {
    const { agent, log } = setUp({
      script: [{ calls: [{ name: 'pay', input: { amount: 9 } }] }, 'Paid.'],
    });
    expect(await runtime.run(agent, '?').value()).toBe('Paid.');
    expect(log).toEqual(['pay 9']);
  });

  test('is asked before the same call is made again when nobody knows whether it happened', async () => {
    const paid: number[] = [];
    const pay = tool({
      name: 'pay',
      description: 'Pays.',
      input: z.object({ amount: z.int() }),
      run: async ({ amount }) => {
        paid.push(amount);
        throw new Error('socket hang up');
      },
    });
    const call = { calls: [{ name: 'pay', input: { amount: 3 } }] };
    const model = scriptedModel([call, call]);
    const agent = toolAgent({ name: 'shopper', model, tools: [pay] });
    const outcome = await runtime.run(agent, '?').outcome;
    expect(pendingOf(outcome)).toMatchObject([
      { name: 'pay', message: expect.stringContaining('not known whether') },
    ]);
    expect(paid).toEqual([3]);
    expect(model.calls[1]?.request.messages.at(-1)?.content).toMatchObject([
      { content: [{ text: expect.stringMatching(/^pay failed\. It is not known/) }] },
    ]);
  });
});
