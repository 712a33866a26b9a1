import { expect, test } from 'vitest';
import { type Check, memoryJournal, pattern, stopped } from '../src/index.ts';

const part = { part: { type: 'text', text: 'x' }, origin: 'user', index: 0 } as const;

function looking(inspect: Check['inspect']) {
  const check: Check = { id: 'c', stages: ['input'], origins: ['user'], cost: 'remote', inspect };
  return pattern({ name: 'p', version: '1' }, (_: null, scope) =>
    scope.check([check], [part], { stage: 'input' }),
  );
}

test('a check that fails is a verdict that blocks', async () => {
  const failing = looking(() => Promise.reject(new Error('no answer')));
  expect(await failing.run(null).value()).toMatchObject([
    { check: 'c', action: 'block', code: 'check.failed' },
  ]);
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
