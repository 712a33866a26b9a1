import {
  createRuntime,
  decide,
  hmacSigner,
  type RunEvent,
  storeJournal,
  type Tool,
} from '@ashlar/core';
import { memoryStore, type ScriptedStep, scriptedModel } from '@ashlar/core/testing';
import { guard, judge, pii, violatesPolicy } from '@ashlar/guardrails';
import { tool, toolAgent } from '@ashlar/tool-use';
import { expect, test } from 'vitest';
import { z } from 'zod';

const booking = (undone: string[]) =>
  tool({
    name: 'book',
    description: 'Books a seat.',
    input: z.object({ seat: z.string() }),
    run: async ({ seat }) => ({ booked: seat, mail: 'ann@stone.org' }),
    compensate: async ({ booked }) => {
      undone.push(booked);
    },
  });

const clerk = (script: readonly ScriptedStep[], undone: string[] = []) =>
  toolAgent({
    name: 'clerk',
    model: scriptedModel(script),
    tools: [booking(undone)],
    limits: { turns: 1 },
  });

const call: ScriptedStep = {
  text: 'Now for ann@stone.org.',
  calls: [{ name: 'book', input: { seat: '4B' } }],
};

test('an agent behind a guard can still be rolled back', async () => {
  const undone: string[] = [];
  const runtime = createRuntime({ journal: storeJournal(memoryStore()) });
  const guarded = guard(clerk([call], undone), { checks: [pii()] });
  const outcome = await runtime.run(guarded, 'Book 4B.').outcome;
  if (outcome.status !== 'stopped' || outcome.checkpoint === undefined)
    throw new Error(`The run is ${outcome.status}.`);
  const after = await runtime.resume(guarded.rollback, outcome.checkpoint).outcome;
  expect(after).toMatchObject({ status: 'stopped', reason: 'aborted' });
  expect(undone).toEqual(['4B']);
});

test('what an agent has so far is told as far as checks at once let it, and not at all where one must be waited for', async () => {
  const watched = async (checks: Parameters<typeof guard>[1]['checks']) => {
    const run = guard(clerk([call]), { checks }).run('Book 4B.', { stream: true });
    const events: RunEvent[] = [];
    for await (const event of run) events.push(event);
    const partials = events.flatMap((event) => (event.type === 'partial' ? [event.value] : []));
    return { partials, outcome: await run.outcome };
  };
  const masked = await watched([pii()]);
  expect(masked.partials.join()).toContain('"mail":"[EMAIL]"');
  expect(JSON.stringify(masked.outcome.status === 'stopped' && masked.outcome.partials)).toContain(
    'Now for [EMAIL].',
  );
  expect(masked.partials.join()).not.toContain('ann@');

  const answerer = violatesPolicy.by(() => ({ violates: false, confidence: 1 }));
  const waiting = await watched([judge({ policy: 'No addresses.', answerer })]);
  expect(waiting.partials).toEqual([]);
  expect(waiting.outcome).not.toHaveProperty('partials');
});

test('a guarded tool does not run with other arguments than a person approved', async () => {
  const signer = hmacSigner('the host keeps this secret');
  const policy = { tool: (one: Tool) => guard(one, { checks: [pii()] }) };
  const runtime = createRuntime({ signer, policy });
  const sent: string[] = [];
  const send = tool({
    name: 'send',
    description: 'Sends a mail.',
    input: z.object({ to: z.string() }),
    needsApproval: true,
    run: async ({ to }) => {
      sent.push(to);
      return 'sent';
    },
  });
  const script = (to: string) =>
    scriptedModel([{ calls: [{ name: 'send', input: { to } }] }, 'Ok.']);
  const ended = async (to: string) => {
    const agent = toolAgent({ name: 'clerk', model: script(to), tools: [send] });
    const asked = await runtime.run(agent, 'Send it.').outcome;
    if (asked.status !== 'suspended') throw new Error(`The run is ${asked.status}.`);
    const decisions = await Promise.all(
      asked.pending.map((one) => decide(one, { verdict: 'approved', by: 'boss' } as never, signer)),
    );
    return runtime.resume(agent, asked.checkpoint, decisions).outcome;
  };
  expect(await ended('ann@stone.org')).toMatchObject({
    status: 'blocked',
    verdicts: [{ code: 'guard.not-as-approved' }],
  });
  expect(sent).toEqual([]);
  expect(await ended('Ann')).toMatchObject({ status: 'completed' });
  expect(sent).toEqual(['Ann']);
});
