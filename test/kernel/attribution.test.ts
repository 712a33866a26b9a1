import { pattern, user } from '@ashlar/core';
import { scriptedModel, scriptedTool } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

const principal = (tenant: string) => ({ tenant, subject: 'ann', groups: [] });

async function attributesOf(metadata: Record<string, string>, tenant?: string) {
  const model = scriptedModel(['Yes.']);
  const agent = pattern({ name: 'writer', version: '2' }, async (_: null, scope) => {
    await scope.generate(model, { messages: [user('?')], metadata });
  });
  const whose = tenant === undefined ? {} : { principal: principal(tenant) };
  await agent.run(null, { id: 'R', ...whose }).value();
  return model.calls[0]?.attributes;
}

async function keyOf(id: string, tenant?: string): Promise<string | undefined> {
  const tool = scriptedTool({ name: 'pay', effect: 'idempotent' }, (_: object) => 'paid');
  const agent = pattern({ name: 'payer', version: '1' }, (_: null, scope) => scope.call(tool, {}));
  await agent.run(null, { id, ...(tenant === undefined ? {} : { principal: principal(tenant) }) })
    .outcome;
  return tool.calls[0]?.idempotencyKey;
}

test('what a request says of itself is added to who asked and never replaces it', async () => {
  const forged = { run: 'other', pattern: 'free@1', tenant: 'other', question: 'q@1' };
  expect(await attributesOf(forged, 'acme')).toEqual({
    run: 'R',
    pattern: 'writer@2',
    tenant: 'acme',
    question: 'q@1',
  });
});

test('nobody is not made somebody by what a request says of itself', async () => {
  expect(await attributesOf({ tenant: 'other' })).toEqual({ run: 'R', pattern: 'writer@2' });
});

test('an idempotency key begins with the tenant', async () => {
  expect(await keyOf('R', 'acme')).toBe('acme/R/call:pay#0');
  expect(await keyOf('R')).toBe('/R/call:pay#0');
});

test('the same call has another key for another tenant, whatever stands in the names', async () => {
  const all: readonly [string, string?][] = [
    ['b/c', 'a'],
    ['c', 'a/b'],
    ['a/b/c'],
    ['c', 'a%2fb'],
    ['/a/b/c'],
    ['c', `a/${'b'.repeat(500)}`],
    ['c', `a/${'b'.repeat(501)}`],
  ];
  const keys = await Promise.all(all.map(([id, tenant]) => keyOf(id, tenant)));
  expect(new Set(keys).size).toBe(all.length);
});
