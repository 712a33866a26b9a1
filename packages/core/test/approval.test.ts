import { expect, test } from 'vitest';
import {
  type Approval,
  approvalDigest,
  createRuntime,
  type Decision,
  decide,
  hmacSigner,
  memoryJournal,
  type RunEvent,
} from '../src/index.ts';

const signer = hmacSigner('the host keeps this secret');
const by = 'ann';

const events: RunEvent[] = [];
const runtime = createRuntime({ signer, listeners: [(event) => void events.push(event)] });
const pay = runtime.pattern({ name: 'pay', version: '1' }, async (_: null, scope) => {
  const ruling = await scope.approve({ name: 'pay', data: { usd: 1000 }, message: 'Pay 1,000?' });
  return ruling.approved;
});

async function suspended() {
  events.length = 0;
  const outcome = await pay.run(null).outcome;
  if (outcome.status !== 'suspended') throw new Error(outcome.status);
  const [approval] = outcome.pending;
  if (approval === undefined) throw new Error('nothing is pending');
  return { approval, checkpoint: outcome.checkpoint };
}

const warnings = () =>
  events.flatMap((event) => (event.type === 'warning' ? [[event.code, event.message]] : []));

test.each<[string, Partial<Approval>]>([
  ['name', { name: 'greet' }],
  ['data', { data: { usd: 1 } }],
  ['message', { message: 'Pay 1?' }],
  ['digest', { digest: 'x' }],
])('an approval whose %s was changed cannot be decided on', async (_, change) => {
  const { approval } = await suspended();
  const shown = { ...approval, ...change } as Approval;
  await expect(decide(shown, { verdict: 'approved', by }, signer)).rejects.toMatchObject({
    code: 'approval.forged',
  });
});

test('what is signed is a SHA-256 of name, data and message', async () => {
  const { approval } = await suspended();
  expect(approval.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await approvalDigest(approval)).toBe(approval.digest);
});

test('a verdict on an unknown effect is no answer to an approval', async () => {
  const { approval } = await suspended();
  await expect(decide(approval, { verdict: 'ran', by }, signer)).rejects.toMatchObject({
    code: 'approval.mismatch',
    facts: { id: 'approve:pay#0', kind: 'approval', verdict: 'ran' },
  });
  const unknown = { ...approval, kind: 'unknown-effect' } as const;
  // @ts-expect-error an unknown effect is not approved
  const wrong = decide(unknown, { verdict: 'approved', by }, signer);
  await expect(wrong).rejects.toMatchObject({ code: 'approval.mismatch' });
});

test('a signed verdict of the wrong kind ends the run and decides nothing', async () => {
  const { approval, checkpoint } = await suspended();
  const shown = { ...approval, kind: 'unknown-effect' } as const;
  const decision = await decide(shown, { verdict: 'ran', by, value: true }, signer);
  expect(await runtime.resume(pay, checkpoint, [decision]).outcome).toMatchObject({
    status: 'failed',
    error: { code: 'approval.mismatch' },
  });
});

test('a decision that nobody asks for is reported', async () => {
  const { approval, checkpoint } = await suspended();
  const other = { ...approval, id: 'approve:other#0' };
  const decision = await decide(other, { verdict: 'approved', by }, signer);
  const outcome = await runtime.resume(pay, checkpoint, [decision]).outcome;
  expect(outcome.status).toBe('suspended');
  expect(warnings()).toEqual([['decision.unused', expect.stringContaining('approve:other#0')]]);
});

test('a decision that was used is not reported, and neither is one that is given again', async () => {
  const { approval, checkpoint } = await suspended();
  const decision: Decision = await decide(approval, { verdict: 'approved', by }, signer);
  const journal = memoryJournal(checkpoint.entries);
  const { runId: id } = checkpoint;
  expect(await pay.run(null, { id, journal, decisions: [decision] }).value()).toBe(true);
  expect(await pay.run(null, { id, journal, decisions: [decision] }).value()).toBe(true);
  expect(warnings()).toEqual([]);
});
