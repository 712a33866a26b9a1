import { pattern, user } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

const ask = (text: string) => ({ messages: [user(text)] });

test('says at any time what the run and the runs below it have used, as the outcome does', async () => {
  const model = scriptedModel(['one', 'two']);
  const inner = pattern({ name: 'inner', version: '1' }, async (text: string, scope) => {
    await scope.generate(model, ask(text));
    return scope.usage.steps;
  });
  const outer = pattern({ name: 'outer', version: '1' }, async (text: string, scope) => {
    const before = scope.usage;
    await scope.generate(model, ask(text));
    const below = await scope.run(inner, text);
    return { before, below, after: scope.usage };
  });

  const outcome = await outer.run('hello').outcome;
  if (outcome.status !== 'completed') throw new Error(outcome.status);
  const { before, below, after } = outcome.value;
  expect(before).toMatchObject({ calls: [], steps: 0, inputTokens: 0 });
  expect(below).toBe(1);
  expect(after).toEqual(outcome.usage);
  expect(after.calls).toHaveLength(2);
});
