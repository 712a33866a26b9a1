import { pattern, storeJournal } from '@ashlar/core';
import { memoryLog, memoryStore } from '@ashlar/core/testing';
import { expect, it } from 'vitest';

const counted = () => {
  const counts = { a: 0, b: 0 };
  const agent = pattern({ name: 'two-steps', version: '1' }, async (_: null, scope) => {
    const a = await scope.step('a', () => ++counts.a);
    const b = await scope.step('b', () => ++counts.b);
    return a + b;
  });
  return { agent, counts };
};

it('keeps what was written when the process is killed after an append', async () => {
  const store = memoryStore();
  store.failAt(2, 'kill-after');
  const { agent, counts } = counted();
  void agent.run(null, { id: 'r', journal: storeJournal(store) });
  await store.killed;
  const next = store.restart();
  expect(next.records('r')).toHaveLength(2);
  expect(await agent.run(null, { id: 'r', journal: storeJournal(next) }).value()).toBe(2);
  expect(counts).toEqual({ a: 1, b: 1 });
});

it('loses what was not written when the process is killed before an append', async () => {
  const store = memoryStore();
  store.failAt(2, 'kill-before');
  const { agent, counts } = counted();
  void agent.run(null, { id: 'r', journal: storeJournal(store) });
  await store.killed;
  await agent.run(null, { id: 'r', journal: storeJournal(store.restart()) }).value();
  expect(counts).toEqual({ a: 2, b: 1 });
});

it('fails an append with the error that was planned', async () => {
  const store = memoryStore();
  store.failAt(2, new Error('disk full'));
  const { agent } = counted();
  const outcome = await agent.run(null, { id: 'r', journal: storeJournal(store) }).outcome;
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'journal.unavailable' } });
  expect(store.records('r')).toHaveLength(1);
});

it('is dead to the old process after a restart', async () => {
  const store = memoryStore();
  const log = await store.open({ runId: 'r' });
  await log.append(['a'], 0);
  const next = store.restart();
  const late = log.append(['b'], 1).then(() => 'written');
  expect(await Promise.race([late, new Promise((resolve) => setImmediate(resolve))])).toBe(
    undefined,
  );
  expect(next.records('r')).toEqual(['a']);
});

it('keeps tenants apart', async () => {
  const store = memoryStore();
  await (await store.open({ runId: 'r', tenant: 'a' })).append([1], 0);
  expect(await (await store.open({ runId: 'r', tenant: 'b' })).read()).toEqual([]);
});

it('keeps a log as JSON and refuses an append that expects another length', async () => {
  const log = memoryLog();
  await log.append([{ a: 1, b: undefined }], 0);
  expect(log.records).toEqual([{ a: 1 }]);
  await expect(log.append(['x'], 0)).rejects.toMatchObject({
    code: 'storage.conflict',
    expectedLength: 0,
    actualLength: 1,
  });
});
