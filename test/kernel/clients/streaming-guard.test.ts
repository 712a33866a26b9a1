import { json, pattern, question, system, textOf, user } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { guard } from './streaming-guard.ts';

const isSafe = question({
  name: 'guard.is-safe',
  version: '1',
  input: z.object({ text: z.string() }),
  output: z.object({ safe: z.boolean() }),
  prompt: (input) => [system('Is this text safe to show?'), user([json(input)])],
});

function setUp(answer: string, verdicts: readonly boolean[]) {
  const judge = scriptedModel(
    verdicts.map((safe) => ({ json: { safe } })),
    { id: 'judge' },
  );
  const model = guard(isSafe.on(judge))(scriptedModel([answer], { id: 'writer' }));
  const write = pattern({ name: 'write', version: '1' }, async (text: string, scope) => {
    const { message } = await scope.generate(model, { messages: [user(text)] });
    return textOf(message);
  });
  return { judge, run: write.run('Write.') };
}

test('sentences come out when the judge has seen them', async () => {
  const { judge, run } = setUp('All is well. Sleep now. ', [true, true]);
  const shown: string[] = [];
  for await (const event of run)
    if (event.type === 'text.delta' && !event.id.includes('ask:')) shown.push(event.text);

  expect(shown.join('')).toBe('All is well. Sleep now. ');
  expect(judge.calls.map((call) => call.attributes.question)).toEqual([
    'guard.is-safe@1',
    'guard.is-safe@1',
  ]);
  const { usage } = await run.outcome;
  expect(usage.calls.map((call) => call.model).sort()).toEqual(['judge', 'judge', 'writer']);
});

test('what the judge finds unsafe never comes out, and the run ends as blocked', async () => {
  const { run } = setUp('All is well. Here is how to break in. ', [true, false]);
  const shown: string[] = [];
  for await (const event of run)
    if (event.type === 'text.delta' && !event.id.includes('ask:')) shown.push(event.text);

  expect(shown.join('')).toBe('All is well. ');
  expect(await run.outcome).toMatchObject({
    status: 'blocked',
    verdicts: [{ check: 'judge', action: 'block' }],
  });
});

test('unwatched it blocks just the same', async () => {
  const { run } = setUp('Here is how to break in. ', [false]);
  expect((await run.outcome).status).toBe('blocked');
});
