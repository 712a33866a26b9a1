import {
  type Approval,
  blocked,
  createRuntime,
  type Decision,
  decide,
  hmacSigner,
  type Json,
  storeJournal,
} from '@ashlar/core';
import { memoryStore, type ScriptedStep, scriptedModel } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type CompensatePolicy, tool, toolAgent } from '../../src/index.ts';

const signer = hmacSigner('the host keeps this secret');
const runtime = createRuntime({ signer });

const trip: readonly ScriptedStep[] = [
  {
    calls: [
      { name: 'book', input: { what: 'train' } },
      { name: 'look', input: {} },
      { name: 'book', input: { what: 'hotel' } },
    ],
  },
  { calls: [{ name: 'book', input: { what: 'opera' } }] },
  { fails: 'model.failed' },
];

function setUp({
  script = trip,
  compensate,
  failing,
  turns,
}: {
  readonly script?: readonly ScriptedStep[];
  readonly compensate?: CompensatePolicy;
  readonly failing?: string;
  readonly turns?: number;
} = {}) {
  const log: string[] = [];
  /** What happened under which idempotency key. */
  const world = new Map<string, Json>();
  const book = tool({
    name: 'book',
    description: 'Books.',
    input: z.object({ what: z.string() }),
    run: async ({ what }, { idempotencyKey }) => {
      log.push(`book ${what}`);
      world.set(idempotencyKey, { booking: what });
      return { booking: what };
    },
    compensate: async ({ booking }, { idempotencyKey }) => {
      if (booking === failing) throw new Error('too late');
      log.push(`cancel ${booking}`);
      world.set(idempotencyKey, null);
    },
  });
  const look = tool({
    name: 'look',
    description: 'Looks.',
    input: z.object({}),
    effect: 'read',
    run: async () => 'seen',
  });
  const model = scriptedModel(script);
  const agent = toolAgent({
    name: 'traveller',
    model,
    tools: [book, look],
    ...(compensate === undefined ? {} : { compensate }),
    ...(turns === undefined ? {} : { limits: { turns } }),
  });
  return { agent, log, world, model };
}

const undone = ['cancel opera', 'cancel hotel', 'cancel train'];
const booked = ['book train', 'book hotel', 'book opera'];

describe('when a run fails', () => {
  test('its effects stand unless the agent says otherwise: it can be resumed', async () => {
    const { agent, log } = setUp();
    expect((await agent.run('?').outcome).status).toBe('failed');
    expect(log).toEqual(booked);
  });

  test('they are undone from the last to the first, and the run still says why it failed', async () => {
    const { agent, log, world } = setUp({ compensate: 'on-failure' });
    expect(await agent.run('?').outcome).toMatchObject({
      status: 'failed',
      error: { code: 'model.failed' },
    });
    expect(log).toEqual([...booked, ...undone]);
    expect(world.size).toBe(6);
  });

  test('one that cannot be undone does not keep the others from it, and the run names it', async () => {
    const { agent, log } = setUp({ compensate: 'on-failure', failing: 'hotel' });
    expect(await agent.run('?').outcome).toMatchObject({
      status: 'failed',
      error: { code: 'tool.uncompensated', facts: { tools: ['book'] } },
    });
    expect(log).toEqual([...booked, 'cancel opera', 'cancel train']);
  });

  test('a check that blocks is a failure, and the run ends as blocked', async () => {
    const verdicts = [{ check: 'c', code: 'x', message: 'No.', action: 'block' }] as const;
    const script = [...trip.slice(0, 2), { fails: blocked(verdicts) }];
    const { agent, log } = setUp({ compensate: 'on-failure', script });
    expect(await agent.run('?').outcome).toMatchObject({ status: 'blocked', verdicts });
    expect(log).toEqual([...booked, ...undone]);
  });

  test('a limit is no failure, unless the policy takes it for one', async () => {
    const script = trip.slice(0, 2);
    const never = setUp({ script, compensate: 'on-failure' });
    await never.agent.run('?', { budget: { steps: 6 } }).outcome;
    expect(never.log).toEqual(booked);
    const compensate = (error: { readonly code: string }) => error.code === 'run.stopped';
    const always = setUp({
      script: [...script, { calls: [{ name: 'nothing' }] }, '', ''],
      compensate,
    });
    expect(await always.agent.run('?').outcome).toMatchObject({
      status: 'stopped',
      reason: 'loop',
    });
    expect(always.log).toEqual([...booked, ...undone]);
  });
});

describe('a rollback', () => {
  test('takes up an aborted run, does nothing new, and undoes what it did', async () => {
    const { agent, log, model } = setUp({
      script: [
        ...trip.slice(0, 2),
        { calls: [{ name: 'book', input: { what: 'moon' } }], delayMs: 60_000 },
      ],
    });
    const run = runtime.run(agent, '?');
    for await (const event of run) {
      if (event.type === 'effect.started' && event.id === 'generate#2') run.abort('enough');
    }
    const outcome = await run.outcome;
    if (outcome.status !== 'stopped' || outcome.checkpoint === undefined) throw new Error();
    expect(log).toEqual(booked);

    const asked = model.calls.length;
    const checkpoint = JSON.parse(JSON.stringify(outcome.checkpoint));
    expect(await runtime.resume(agent.rollback, checkpoint).outcome).toMatchObject({
      status: 'stopped',
      reason: 'aborted',
      message: expect.stringContaining('3 effects were undone'),
    });
    expect(log).toEqual([...booked, ...undone]);
    expect(model.calls.length).toBe(asked);
  });

  test('takes up a run that came to a limit of its own, which it would come to again', async () => {
    const { agent, log } = setUp({ turns: 2 });
    const outcome = await runtime.run(agent, 'Plan.').outcome;
    if (outcome.status !== 'stopped' || outcome.checkpoint === undefined)
      throw new Error(`The run is ${outcome.status}.`);
    const after = await runtime.resume(agent.rollback, outcome.checkpoint).outcome;
    expect(after).toMatchObject({ status: 'stopped', reason: 'aborted' });
    expect(log.slice(3)).toEqual(undone);
  });

  test('of a run that waits for an approval needs a denial, and then undoes the rest', async () => {
    const log: string[] = [];
    const step = (name: string, needsApproval: boolean) =>
      tool({
        name,
        description: 'Acts.',
        input: z.object({}),
        needsApproval,
        run: async () => {
          log.push(name);
          return name;
        },
        compensate: async (output) => void log.push(`undo ${output}`),
      });
    const model = scriptedModel([{ calls: [{ name: 'a' }, { name: 'b' }] }]);
    const agent = toolAgent({ name: 'actor', model, tools: [step('a', false), step('b', true)] });
    const first = await runtime.run(agent, '?').outcome;
    if (first.status !== 'suspended' || first.pending[0]?.kind !== 'approval') throw new Error();
    const denial = await decide(first.pending[0], { verdict: 'denied', by: 'ann' }, signer);
    const end = await runtime.resume(agent.rollback, first.checkpoint, [denial]).outcome;
    expect(end.status).toBe('stopped');
    expect(log).toEqual(['a', 'undo a']);
  });
});

test('a process that dies anywhere goes on behind what is recorded: nothing is done or undone twice', async () => {
  for (let at = 1; ; at += 1) {
    for (const fault of ['kill-before', 'kill-after'] as const) {
      const first = setUp({ compensate: 'on-failure' });
      let store = memoryStore();
      store.failAt(at, fault);
      const killed = runtime.run(first.agent, '?', { id: 'r', journal: storeJournal(store) });
      if ((await Promise.race([killed.outcome, store.killed])) !== undefined) {
        return expect(at).toBeGreaterThan(12);
      }
      store = store.restart();
      const script = trip.slice(answersIn(store.records('r')));
      const second = setUp({ compensate: 'on-failure', script });
      const world = () => new Map([...first.world, ...second.world]);
      let decisions: readonly Decision[] = [];
      for (let turn = 0; turn < 6; turn += 1) {
        const journal = storeJournal(store);
        const outcome = await runtime.run(second.agent, '?', { id: 'r', journal, decisions })
          .outcome;
        if (outcome.status !== 'suspended') {
          expect(outcome.status).toBe('failed');
          break;
        }
        decisions = await Promise.all(outcome.pending.map((one) => asOperator(one, world())));
        store = store.restart();
      }
      expect([...first.log, ...second.log].sort()).toEqual([...booked, ...undone].sort());
    }
  }
});

test('a rollback that dies anywhere goes on and undoes nothing twice', async () => {
  for (let at = 1; ; at += 1) {
    for (const fault of ['kill-before', 'kill-after'] as const) {
      const script = [...trip.slice(0, 2), { text: 'Late.', delayMs: 60_000 }];
      const { agent, log, world } = setUp({ script });
      let store = memoryStore();
      const aborted = runtime.run(agent, '?', { id: 'r', journal: storeJournal(store) });
      for await (const event of aborted) {
        if (event.type === 'effect.started' && event.id === 'generate#2') aborted.abort();
      }
      store = store.restart();
      store.failAt(at, fault);
      const first = runtime.run(agent.rollback, '?', { id: 'r', journal: storeJournal(store) });
      if ((await Promise.race([first.outcome, store.killed])) !== undefined) {
        return expect(at).toBeGreaterThan(4);
      }
      let decisions: readonly Decision[] = [];
      for (let turn = 0; turn < 6; turn += 1) {
        store = store.restart();
        const journal = storeJournal(store);
        const options = { id: 'r', journal, decisions };
        const outcome = await runtime.run(agent.rollback, '?', options).outcome;
        if (outcome.status !== 'suspended') {
          expect(outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
          break;
        }
        decisions = await Promise.all(outcome.pending.map((one) => asOperator(one, world)));
      }
      expect(log).toEqual([...booked, ...undone]);
      // Once begun a rollback is part of the run: the agent itself comes to the same end.
      const journal = storeJournal(store.restart());
      const again = await runtime.run(agent, '?', { id: 'r', journal }).outcome;
      expect(again).toMatchObject({ status: 'stopped', reason: 'aborted' });
      expect(log).toEqual([...booked, ...undone]);
    }
  }
});

/** Looks into the world whether the effect happened. */
function asOperator(approval: Approval, world: ReadonlyMap<string, Json>): Promise<Decision> {
  if (approval.kind !== 'unknown-effect') throw new Error(approval.kind);
  const { effect } = approval.data as { readonly effect: string };
  const value = world.get(`/r/${effect}`);
  const by = 'operator';
  return value === undefined
    ? decide(approval, { verdict: 'not-run', by }, signer)
    : decide(approval, { verdict: 'ran', by, value }, signer);
}

function answersIn(records: readonly Json[]): number {
  const entries = records as unknown as readonly { readonly t: string; readonly id?: string }[];
  return entries.filter(({ t, id }) => t === 'end' && id?.startsWith('generate#')).length;
}
