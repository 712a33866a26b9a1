import { expect, test } from 'vitest';
import {
  blocked,
  type Check,
  detachedContext,
  memoryJournal,
  pattern,
  stopped,
  user,
  wrapModel,
} from '../src/index.ts';
import { scriptedModel } from '../src/testing/index.ts';

const part = { part: { type: 'text', text: 'x' }, origin: 'user', index: 0 } as const;

function looking(inspect: Check['inspect']) {
  const check: Check = { id: 'c', stages: ['input'], origins: ['user'], cost: 'remote', inspect };
  return pattern({ name: 'p', version: '1' }, (_: null, scope) =>
    scope.check([check], [part], { stage: 'input' }),
  );
}

test('a check that fails is a verdict that blocks, and does not repeat what it threw', async () => {
  const failing = looking(([looked]) => Promise.reject(new TypeError(`Unexpected: ${looked}`)));
  const verdict = {
    check: 'c',
    action: 'block',
    code: 'check.failed',
    message: 'The check failed (TypeError).',
  };
  expect(await failing.run(null).value()).toEqual([verdict]);
  const outside = { ...secretWord, inspect: () => Promise.reject(new TypeError('a secret')) };
  expect(
    await detachedContext().check([outside], said('a secret'), { stage: 'output' }),
  ).toMatchObject([{ message: 'The check failed (TypeError).' }]);
});

test('a check that has no budget left stops the run, which can be resumed with more', async () => {
  let budget = 0;
  const judged = looking(() => {
    if (budget === 0) throw stopped('cost', 'no room');
    return [];
  });
  const options = { id: 'r', journal: memoryJournal() };
  expect(await judged.run(null, options).outcome).toMatchObject({
    status: 'stopped',
    reason: 'cost',
  });
  budget = 1;
  expect(await judged.run(null, options).value()).toEqual([]);
});

const secretWord: Check = {
  id: 'secret-word',
  stages: ['output'],
  origins: ['model'],
  cost: 'sync',
  inspect: (parts) =>
    parts.flatMap(({ part, index }) =>
      part.type === 'text' && part.text.includes('secret')
        ? [
            {
              check: 'secret-word',
              action: 'block',
              code: 'secret',
              message: 'A secret.',
              part: index,
            },
          ]
        : [],
    ),
};

const said = (text: string) =>
  [{ part: { type: 'text', text }, origin: 'model', index: 0 }] as const;

test('a wrapper checks on the context that it was given: in place, journaled and seen', async () => {
  const model = wrapModel(scriptedModel(['a secret']), {
    kind: 'guard',
    async generate(request, context) {
      const verdicts = await context.check([secretWord], said('a secret'), { stage: 'output' });
      expect(await context.check([secretWord], said('a secret'), { stage: 'input' })).toEqual([]);
      throw blocked(verdicts, `Blocked ${request.messages.length} message.`);
    },
  });
  const agent = pattern({ name: 'asking', version: '1' }, async (_: null, scope) => {
    await scope.generate(model, { messages: [user('?')] });
  });
  const run = agent.run(null);
  const seen: string[] = [];
  for await (const event of run) {
    if (event.type === 'check.verdict') seen.push(event.verdict.code);
    if (event.type === 'effect.started' && event.effect === 'check') seen.push(event.id);
  }
  expect(seen).toEqual(['generate#0/check:secret-word#0', 'secret']);
  expect(await run.outcome).toMatchObject({ status: 'blocked', verdicts: [{ code: 'secret' }] });
});

test('outside of a run a check is asked all the same, and one that fails blocks', async () => {
  const failing: Check = {
    ...secretWord,
    id: 'failing',
    inspect: () => Promise.reject(new Error('no list of words')),
  };
  const options = { stage: 'output' } as const;
  expect(
    await detachedContext().check([secretWord, failing], said('a secret'), options),
  ).toMatchObject([
    { check: 'secret-word', action: 'block' },
    { check: 'failing', action: 'block', code: 'check.failed' },
  ]);
  const others = [{ ...said('a secret')[0], origin: 'user' }] as const;
  expect(await detachedContext().check([secretWord, failing], others, options)).toEqual([]);
});
