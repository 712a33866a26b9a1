import {
  type Approval,
  assistant,
  type ChatRequest,
  type Compactor,
  createRuntime,
  type Decision,
  decide,
  hmacSigner,
  type Memory,
  type Message,
  type Outcome,
  storeJournal,
  user,
  validateHistory,
} from '@ashlar/core';
import { memoryStore, type ScriptedReply, scriptedModel } from '@ashlar/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { rejected, tool, toolAgent } from '../../src/index.ts';

const runs = process.env.ASHLAR_SOAK === '1' ? 3000 : 80;
const signer = hmacSigner('the host keeps this secret');
const principal = { tenant: 'acme', subject: 'ada', groups: [] };

const NAMES = ['look', 'fail', 'hang', 'pay', 'ask', 'made_up', 'misfit'] as const;
type Name = (typeof NAMES)[number];

const turn = fc.record({
  calls: fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 }),
  /** The answer is cut off in its last call. */
  cut: fc.boolean(),
  sameIds: fc.boolean(),
  blank: fc.boolean(),
});

const disruption = fc.oneof(
  fc.record({ kind: fc.constant('kill' as const), at: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('abort' as const), at: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('steer' as const), at: fc.integer({ min: 1, max: 40 }) }),
);

const scenario = fc.record({
  turns: fc.array(turn, { maxLength: 5 }),
  disruptions: fc.array(disruption, { maxLength: 3 }),
  /** What people say, one after the other. */
  rulings: fc.array(fc.constantFrom('approve', 'deny', 'change', 'misfit'), { maxLength: 6 }),
  aboveTokens: fc.constantFrom(60, 200, 1_000_000),
  concurrency: fc.integer({ min: 1, max: 4 }),
  delays: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 7 }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

/** Keeps the first message and the last two, or four. */
const compactor: Compactor = {
  async compact(messages) {
    if (messages.length < 6) return { messages, dropped: 0 };
    return {
      messages: [...messages.slice(0, 1), ...messages.slice(-2)],
      dropped: messages.length - 3,
    };
  },
};

/** What the model says next: it knows from the last calls in its request how far it is. */
function replyTo({ messages }: ChatRequest, turns: Scenario['turns']): ScriptedReply {
  const last = messages.findLast(({ role }) => role === 'assistant');
  const said = JSON.stringify(last ?? '').match(/(?:"turn":|Turn )(\d+)/)?.[1];
  const now = said === undefined ? 0 : Number(said) + 1;
  const next = turns[now];
  if (next === undefined) return { text: `Turn ${now}. Done.` };
  const calls = next.calls.map((name, n) => ({
    name,
    id: next.sameIds ? `t${now}` : `t${now}-${n}`,
    input: name === 'misfit' ? { turn: now, n: 'none' } : { turn: now, n },
  }));
  return {
    ...(next.blank ? { text: ' ' } : { text: `Turn ${now}.` }),
    calls,
    ...(next.cut ? { stopReason: 'max-tokens' as const } : {}),
  };
}

function world({ turns, delays, aboveTokens, concurrency }: Scenario) {
  const requests: ChatRequest[] = [];
  const kept: Message[] = [];
  const happened: string[] = [];
  const memory: Memory = {
    load: async () => [user('Before.'), assistant('Yes.')],
    append: async (_, messages) => void kept.push(...messages),
    forget: async () => {},
  };
  const input = z.object({ turn: z.int(), n: z.int() });
  const wait = (n: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, delays[n % delays.length]));
  const make = (name: Name, more: object, run: () => Promise<string>) =>
    tool({
      name,
      description: `The tool ${name}.`,
      input,
      effect: 'read',
      run: async ({ n }) => {
        await wait(n);
        return run();
      },
      ...more,
    });
  const act = (name: Name) => async (given: { turn: number; n: number }) => {
    happened.push(`${name} ${given.turn} ${given.n}`);
    return 'done';
  };
  const tools = [
    make('look', {}, async () => 'seen'),
    make('misfit', {}, async () => 'seen'),
    make('fail', {}, async () => {
      throw rejected('No.');
    }),
    make('hang', { timeoutMs: 2 }, () => new Promise(() => {})),
    tool({ name: 'pay', description: 'Pays.', input, run: act('pay') }),
    tool({ name: 'ask', description: 'Asks.', input, needsApproval: true, run: act('ask') }),
  ];
  const model = scriptedModel((request) => {
    requests.push(request);
    return replyTo(request, turns);
  });
  const options = { name: 'agent', model, tools, memory, limits: { concurrency, reasks: 9 } };
  const agent = toolAgent({ ...options, compaction: { compactor, aboveTokens } });
  return { agent, requests, kept, happened };
}

/** Runs in one process after another until nothing is left to disrupt and nobody has to decide. */
async function live(given: Scenario) {
  const { agent, requests, kept, happened } = world(given);
  const runtime = createRuntime({ signer });
  const disruptions = [...given.disruptions];
  const rulings = [...given.rulings];
  let store = memoryStore();
  let decisions: readonly Decision[] = [];
  let outcome: Outcome<string> | undefined;
  for (let processes = 0; processes < 30; processes += 1) {
    const next = disruptions.shift();
    if (next?.kind === 'kill') store.failAt(next.at, 'kill-after');
    const input = { message: 'Go.', thread: 't' };
    const journal = storeJournal(store);
    const run = runtime.run(agent, input, { id: 'r', principal, journal, decisions });
    if (next !== undefined && next.kind !== 'kill') {
      let seen = 0;
      (async () => {
        for await (const _ of run) {
          seen += 1;
          if (seen !== next.at) continue;
          if (next.kind === 'abort') run.abort('enough');
          else runtime.control.steer({ runId: 'r' }, user('Hurry.'));
        }
      })();
    }
    outcome = await Promise.race([run.outcome, store.killed.then(() => undefined)]);
    store = store.restart();
    decisions = [];
    if (outcome === undefined) continue;
    if (outcome.status === 'suspended') {
      decisions = await Promise.all(outcome.pending.map((one) => ruleOn(one, rulings, happened)));
    } else if (outcome.status !== 'stopped' || outcome.reason !== 'aborted') break;
  }
  return { outcome, requests, kept, happened };
}

async function ruleOn(
  approval: Approval,
  rulings: string[],
  happened: readonly string[],
): Promise<Decision> {
  const by = 'ann';
  if (approval.kind === 'unknown-effect') {
    const done = happened.length > 0;
    return decide(
      approval,
      done ? { verdict: 'ran', by, value: 'done' } : { verdict: 'not-run', by },
      signer,
    );
  }
  const { input } = approval.data as unknown as { input: { turn: number; n: number } };
  const ruling = rulings.shift() ?? 'approve';
  const denied = { verdict: 'denied', by, reason: 'no' } as const;
  if (ruling === 'deny') return decide(approval, denied, signer);
  const value = ruling === 'change' ? { ...input, n: input.n + 10 } : { n: 'none' };
  const changed = ruling === 'approve' ? {} : { value };
  return decide(approval, { verdict: 'approved', by, ...changed }, signer);
}

test('whatever calls run side by side, fail, hang, wait, are denied, aborted, killed, compacted or steered: every history is valid', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { outcome, requests, kept, happened } = await live(given);
      expect(outcome?.status, JSON.stringify(outcome)).toMatch(/^(completed|stopped)$/);
      for (const request of requests) expect(() => validateHistory(request)).not.toThrow();
      if (outcome?.status === 'completed' && kept.length > 0) {
        const tools = [{ name: 'x', description: 'x', inputSchema: {} }];
        const messages = [...kept, user('And now?')];
        expect(() => validateHistory({ messages, tools })).not.toThrow();
      }
      expect(new Set(happened).size).toBe(happened.length);
    }),
    { numRuns: runs, seed: Number(process.env.ASHLAR_SEED ?? 20261121) },
  );
}, 600_000);
