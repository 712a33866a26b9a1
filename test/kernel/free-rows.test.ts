import { type ChatModel, detachedContext, pattern, storeJournal, user } from '@ashlar/core';
import { memoryStore, recordingContext, scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

const inner = scriptedModel(['Never asked.'], { id: 'inner' });
const message = { role: 'assistant', content: [{ type: 'text', text: 'Hit.' }] } as const;

/** Answers from memory, and says so in the way that is given. */
function cache(book: NonNullable<ChatModel['generate']>): ChatModel {
  return { ...inner, id: 'cache', kind: 'cache', inner: [inner], generate: book };
}

const recorded = cache(async (_request, context = detachedContext()) => {
  const call = context.meter.record({ model: 'inner', outcome: 'cached', savedNanoUsd: 700 });
  return { message, stopReason: 'end', calls: [call] };
});

const settled = cache(async (_request, { meter } = detachedContext()) => {
  const { info } = inner;
  const held = await meter.reserve({ model: 'inner', info, inputBytes: 10, maxTokens: 10 });
  const row = { model: 'inner', outcome: 'cached', inputTokens: 10, outputTokens: 10 } as const;
  return { message, stopReason: 'end', calls: [held.settle({ ...row, savedNanoUsd: 700 })] };
});

const agent = (model: ChatModel) =>
  pattern({ name: 'asker', version: '1' }, async (_: null, scope) => {
    await scope.generate(model, { messages: [user('?')] });
    await scope.generate(model, { messages: [user('?')] });
    return scope.budget;
  });

test('a row that cost nothing needs no room in a budget, and is in the usage with what it saved', async () => {
  const outcome = await agent(recorded).run(null, { budget: { tokens: 0, usd: 0 } }).outcome;
  const row = { model: 'inner', outcome: 'cached', inputTokens: 0, outputTokens: 0, nanoUsd: 0 };
  expect(outcome).toMatchObject({
    status: 'completed',
    value: { tokens: 0, usd: 0 },
    usage: { calls: [{ ...row, savedNanoUsd: 700 }, row], inputTokens: 0, usd: 0 },
  });
});

test('what is settled as cached is not billed, now and in a replay', async () => {
  const options = { id: 'R', journal: storeJournal(memoryStore()), budget: { tokens: 50, usd: 1 } };
  const first = await agent(settled).run(null, options).outcome;
  expect(first).toMatchObject({
    value: { tokens: 50, usd: 1 },
    usage: { inputTokens: 0, outputTokens: 0, usd: 0 },
  });
  const again = await agent(settled).run(null, options).outcome;
  expect(again).toMatchObject({ status: 'completed', usage: first.usage });
});

test('a recording context has the row among its rows, and one without a run gives it back', () => {
  const context = recordingContext();
  const call = context.meter.record({ model: 'm', outcome: 'hedge-lost' });
  expect(context.rows).toEqual([call]);
  expect(detachedContext().meter.record({ model: 'm', outcome: 'hedge-lost' })).toEqual(call);
});
