import { type Budget, createRuntime, pattern, storeJournal, user } from '@ashlar/core';
import { memoryStore, scriptedModel, scriptedTool } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';

const MB = 1024 * 1024;

test('a tool that returns 50 MB is refused, and the same run completes when it returns less', async () => {
  const store = memoryStore();
  let size = 50 * MB;
  const before = scriptedTool({ name: 'before', effect: 'once' }, () => 'done');
  const dump = scriptedTool({ name: 'dump' }, () => 'x'.repeat(size));
  const agent = pattern({ name: 'agent', version: '1' }, async (_: null, scope) => {
    await scope.call(before, {});
    return (await scope.call(dump, {})).length;
  });
  const options = { id: 'r', journal: storeJournal(store) };
  expect(await agent.run(null, options).outcome).toMatchObject({
    status: 'failed',
    error: {
      code: 'journal.too-large',
      facts: { effect: 'call:dump#0', limit: 16 * MB },
      message: expect.stringContaining('return a reference'),
    },
  });
  size = 1000;
  expect(await agent.run(null, options).value()).toBe(1000);
  expect([before.calls.length, dump.calls.length]).toEqual([1, 2]);
});

test('a body can catch that, and go on with less', async () => {
  const dump = scriptedTool({ name: 'dump' }, ({ mb }: { mb: number }) => 'x'.repeat(mb * MB));
  const agent = pattern({ name: 'agent', version: '1' }, async (_: null, scope) => {
    const text = await scope.call(dump, { mb: 20 }).catch(() => scope.call(dump, { mb: 1 }));
    return text.length;
  });
  expect(await agent.run(null).value()).toBe(MB);
});

const wrong: readonly (readonly [keyof Budget, number])[] = [
  ['steps', -1],
  ['tokens', Number.NaN],
  ['usd', -0.01],
  ['deadlineMs', Number.NaN],
  ['deadlineMs', -5],
  ['deadlineMs', Number.POSITIVE_INFINITY],
];

describe.each(wrong)('a budget whose %s are %d', (field, limit) => {
  const invalid = {
    status: 'failed',
    error: {
      code: 'budget.invalid',
      facts: { field },
      message: expect.stringContaining(`${limit}`),
    },
  };
  const agent = pattern({ name: 'agent', version: '1' }, () => 'done');

  test('ends the run that is given it, and the run can be run again', async () => {
    const options = { id: 'r', journal: storeJournal(memoryStore()) };
    const outcome = agent.run(null, { ...options, budget: { [field]: limit } }).outcome;
    expect(await outcome).toMatchObject(invalid);
    expect(await agent.run(null, options).value()).toBe('done');
  });

  test('ends every run of a runtime that has it', async () => {
    const runtime = createRuntime({ budget: { [field]: limit } });
    expect(await runtime.run(agent, null).outcome).toMatchObject(invalid);
  });

  test('fails the nested run that is given it', async () => {
    const outer = pattern({ name: 'outer', version: '1' }, (_: null, scope) =>
      scope.run(agent, null, { budget: { [field]: limit } }),
    );
    expect(await outer.run(null).outcome).toMatchObject(invalid);
  });
});

test('a budget of nothing allows nothing, and is no error', async () => {
  const model = scriptedModel(['x']);
  const agent = pattern({ name: 'agent', version: '1' }, (_: null, scope) =>
    scope.generate(model, { messages: [user('?')] }),
  );
  for (const [budget, reason] of [
    [{ steps: 0 }, 'steps'],
    [{ tokens: 0 }, 'tokens'],
    [{ usd: 0 }, 'cost'],
  ] as const) {
    expect(await agent.run(null, { budget }).outcome).toMatchObject({ status: 'stopped', reason });
  }
  expect(model.calls).toEqual([]);
});

test('a money budget refuses a model without a price, naming it, before anything is sent', async () => {
  const unpriced = scriptedModel(['x'], { id: 'new-model', info: { price: undefined } });
  const priced = scriptedModel(['y'], { id: 'old-model' });
  const agent = pattern({ name: 'agent', version: '1' }, async (_: null, scope) => {
    const ask = { messages: [user('?')] };
    const { message } = await scope.generate(unpriced, ask).catch((error) => {
      expect(error).toMatchObject({ code: 'budget.unpriced', facts: { model: 'new-model' } });
      return scope.generate(priced, ask);
    });
    return message.role;
  });
  expect(await agent.run(null, { budget: { usd: 1 } }).value()).toBe('assistant');
  expect(unpriced.calls).toEqual([]);
});

test('a token budget refuses a model whose answer nothing bounds', async () => {
  const endless = scriptedModel(['x'], { id: 'endless', info: { maxOutputTokens: undefined } });
  const agent = pattern({ name: 'agent', version: '1' }, (limit: number | null, scope) =>
    scope.generate(endless, {
      messages: [user('?')],
      ...(limit === null ? {} : { maxTokens: limit }),
    }),
  );
  const budget = { tokens: 1000 };
  expect(await agent.run(null, { budget }).outcome).toMatchObject({
    error: { code: 'budget.unbounded', facts: { model: 'endless' } },
  });
  expect((await agent.run(100, { budget }).outcome).status).toBe('completed');
});
