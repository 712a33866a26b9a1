import {
  type ChatModel,
  detachedContext,
  pattern,
  storeJournal,
  user,
  wrapModel,
} from '@ashlar/core';
import { memoryStore, scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

/** Looks something up for every call, and would not be told by its name that it looks up something else. */
function lookingUp(words: () => string, looked: string[], fails = false): ChatModel {
  const inner = scriptedModel(['Yes.']);
  return wrapModel(inner, {
    kind: 'other',
    async generate(request, context = detachedContext()) {
      const word = words();
      await context.step('look up', () => looked.push(word), { input: { word } });
      if (fails) throw new Error('the process is killed here');
      return inner.generate(request, context);
    },
  });
}

const asking = (model: ChatModel) =>
  pattern({ name: 'asking', version: '1' }, async (_: null, scope) => {
    await scope.generate(model, { messages: [user('?')] });
  });

test('a side step of a wrapper over another input is not answered with what was recorded', async () => {
  const looked: string[] = [];
  const options = { id: 'R', journal: storeJournal(memoryStore()) };
  const first = await asking(lookingUp(() => 'stone', looked, true)).run(null, options).outcome;
  expect(first.status).toBe('failed');
  const again = await asking(lookingUp(() => 'wall', looked)).run(null, options).outcome;
  expect(again.status).toBe('completed');
  expect(looked).toEqual(['stone', 'wall']);
});

test('side steps with keys are told apart, whatever their order', async () => {
  const keys: string[] = [];
  const model = wrapModel(scriptedModel(['Yes.']), {
    kind: 'other',
    async generate(_request, context = detachedContext()) {
      for (const key of ['b', 'a']) await context.step('look up', () => key, { key });
      throw new Error('enough');
    },
  });
  const run = asking(model).run(null);
  for await (const event of run) {
    if (event.type === 'effect.finished') keys.push(event.id);
  }
  expect(keys).toEqual(['generate#0/step:look up:b', 'generate#0/step:look up:a']);
});

test('a step is given a context, so that what wants one can be called inside it, metered and journaled', async () => {
  const model = scriptedModel(['Stone.']);
  const steps: string[] = [];
  const agent = pattern({ name: 'remembering', version: '1' }, (_: null, scope) =>
    scope.step('remember', async (context) => {
      const text = await context.step('inside', () => {
        steps.push('inside');
        return 'What was it?';
      });
      await model.generate({ messages: [user(text)] }, context);
      return context.signal.aborted;
    }),
  );
  const options = { id: 'R', journal: storeJournal(memoryStore()) };
  const { usage } = await agent.run(null, options).outcome;
  expect(usage.calls).toHaveLength(1);
  const again = await agent.run(null, options).outcome;
  expect(again).toMatchObject({ status: 'completed', value: false, usage });
  expect(model.calls).toHaveLength(1);
  expect(steps).toEqual(['inside']);
});
