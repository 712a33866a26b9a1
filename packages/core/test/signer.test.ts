import { createHmac } from 'node:crypto';
import { type Approval, approvalDigest, decide, hmacSigner, isGenuine } from '@ashlar/core';
import { expect, test } from 'vitest';

const signer = hmacSigner('the host keeps this secret');
const request = { name: 'pay', data: { to: 'Ann', amount: 12 } };
const approval: Approval = {
  ...request,
  id: 'approve:pay#0',
  runId: 'run-1',
  kind: 'approval',
  digest: await approvalDigest(request),
};

test('the signature is HMAC-SHA-256 of the text, as hex', async () => {
  const expected = createHmac('sha256', 'the host keeps this secret')
    .update('grün ✓')
    .digest('hex');
  expect(await signer.sign('grün ✓')).toBe(expected);
  expect(await signer.verify('grün ✓', expected)).toBe(true);
});

test.each([
  ['of another text', (good: string) => good, 'another text'],
  ['that is flipped in one digit', (good: string) => flip(good), 'text'],
  ['that was cut', (good: string) => good.slice(0, -2), 'text'],
  ['that is no hex', () => 'zz', 'text'],
  ['that is empty', () => '', 'text'],
])('a signature %s does not verify', async (_name, change, text) => {
  expect(await signer.verify(text, change(await signer.sign('text')))).toBe(false);
});

test('a short secret is refused', () => {
  expect(() => hmacSigner('too short')).toThrow('at least 16 characters');
});

test('a decision is genuine for its own request and survives JSON', async () => {
  const ruling = { verdict: 'approved', by: 'ann', reason: 'fine', value: { amount: 10 } } as const;
  const decision = await decide(approval, ruling, signer);
  expect(await isGenuine(JSON.parse(JSON.stringify(decision)), approval, signer)).toBe(true);
});

test('it is genuine for nothing else: another run, another effect, other data', async () => {
  const decision = await decide(approval, { verdict: 'approved', by: 'ann' }, signer);
  const other = await approvalDigest({ ...request, data: { to: 'Ann', amount: 1200 } });
  for (const change of [{ runId: 'run-2' }, { id: 'approve:pay#1' }, { digest: other }]) {
    expect(await isGenuine(decision, { ...approval, ...change }, signer)).toBe(false);
    expect(await isGenuine({ ...decision, ...change }, { ...approval, ...change }, signer)).toBe(
      false,
    );
  }
});

test('the digest covers all that is shown, and not the order of its keys', async () => {
  const turned = { data: { amount: 12, to: 'Ann' }, name: 'pay' };
  expect(await approvalDigest(turned)).toBe(approval.digest);
  for (const change of [
    { name: 'refund' },
    { data: { amount: 12 } },
    { message: 'Just a cent.' },
  ]) {
    expect(await approvalDigest({ ...request, ...change })).not.toBe(approval.digest);
  }
});

test('nobody signs what was changed after it was asked', async () => {
  const shown = { ...approval, data: { to: 'Ann', amount: 1 } };
  await expect(decide(shown, { verdict: 'approved', by: 'ann' }, signer)).rejects.toMatchObject({
    code: 'approval.forged',
  });
});

function flip(signature: string): string {
  return (signature.startsWith('0') ? '1' : '0') + signature.slice(1);
}
