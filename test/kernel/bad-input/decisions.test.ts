import {
  type Approval,
  createRuntime,
  type Decision,
  type DecisionVerdict,
  decide,
  hmacSigner,
  type Outcome,
  pattern,
} from '@ashlar/core';
import { expect, test } from 'vitest';

const signer = hmacSigner('the host keeps this secret');
const runtime = createRuntime({ signer });

const payer = pattern({ name: 'payer', version: '1' }, async (amount: number, scope) => {
  try {
    const { approved, by } = await scope.approve({ name: 'pay', data: { amount } });
    return approved ? `${by} let me pay ${amount}` : `${by} did not`;
  } catch {
    return 'I paid without asking';
  }
});

async function suspended(amount: number) {
  const outcome: Outcome<string> = await runtime.run(payer, amount).outcome;
  if (outcome.status !== 'suspended') throw new Error(outcome.status);
  const { checkpoint, pending } = outcome;
  return { checkpoint, approval: pending[0] as Approval };
}

const approved = { verdict: 'approved', by: 'ann' } as const;

/** Resumes with a decision that must be refused, then with the right one, which must still work. */
async function expectRefused(
  make: (approval: Approval) => Promise<Decision>,
  code: string,
): Promise<void> {
  const { checkpoint, approval } = await suspended(12);
  const refused = await runtime.resume(payer, checkpoint, [await make(approval)]).outcome;
  expect(refused).toMatchObject({ status: 'failed', error: { code } });
  const right = await decide(approval, approved, signer);
  expect(await runtime.resume(payer, checkpoint, [right]).value()).toBe('ann let me pay 12');
}

test('a decision for another run is refused, and nothing is lost', async () => {
  const other = await suspended(12);
  await expectRefused(() => decide(other.approval, approved, signer), 'approval.unknown');
});

test('a decision by another signer is forged', async () => {
  const thief = hmacSigner('the thief has another secret');
  await expectRefused((approval) => decide(approval, approved, thief), 'approval.forged');
});

test.each<[string, (decision: Decision) => Decision]>([
  ['turned round', (decision) => ({ ...decision, verdict: 'approved' })],
  ['in another name', (decision) => ({ ...decision, by: 'bob' })],
  ['with another reason', (decision) => ({ ...decision, reason: 'because' })],
  ['with another value', (decision) => ({ ...decision, value: { amount: 1000 } })],
  ['without its signature', (decision) => ({ ...decision, signature: '' })],
  ['with half of its signature', ({ ...d }) => ({ ...d, signature: d.signature.slice(0, 32) })],
])(
  'a denial %s is forged, and a body that catches everything cannot take it for a yes or a no',
  async (_name, change) => {
    await expectRefused(async (approval) => {
      return change(await decide(approval, { verdict: 'denied', by: 'ann' }, signer));
    }, 'approval.forged');
  },
);

test('a decision on another amount is forged: it is bound to what was asked', async () => {
  const cheap = await suspended(1);
  await expectRefused(async (approval) => {
    const decision = await decide(cheap.approval, approved, signer);
    return { ...decision, runId: approval.runId, id: approval.id };
  }, 'approval.forged');
});

test('without a signer no decision is accepted, and the run can be resumed where there is one', async () => {
  const { checkpoint, approval } = await suspended(12);
  const decision = await decide(approval, approved, signer);
  expect(await createRuntime().resume(payer, checkpoint, [decision]).outcome).toMatchObject({
    status: 'failed',
    error: { code: 'approval.signer-missing', facts: { id: approval.id } },
  });
  expect(await runtime.resume(payer, checkpoint, [decision]).value()).toBe('ann let me pay 12');
});

test('without any decision the run suspends again with the same request', async () => {
  const { checkpoint, approval } = await suspended(12);
  expect(await runtime.resume(payer, checkpoint).outcome).toMatchObject({
    status: 'suspended',
    pending: [approval],
  });
});

test.each<[Approval['kind'], DecisionVerdict]>([
  ['approval', 'ran'],
  ['approval', 'not-run'],
  ['approval', 'give-up'],
  ['unknown-effect', 'approved'],
  ['unknown-effect', 'denied'],
])('an %s cannot be answered with %s', async (kind, verdict) => {
  const { approval } = await suspended(12);
  await expect(decide({ ...approval, kind }, { verdict, by: 'ann' }, signer)).rejects.toMatchObject(
    {
      code: 'approval.mismatch',
      facts: { id: approval.id, kind, verdict },
    },
  );
});
