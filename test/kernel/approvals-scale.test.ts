import { pattern } from '@ashlar/core';
import { expect, test } from 'vitest';

const forms = Array.from({ length: 1600 }, (_, form) => form);

test('1,600 approvals that wait side by side suspend well within a second', async () => {
  const agent = pattern({ name: 'desk', version: '1' }, (_: null, scope) =>
    scope.parallel(
      forms.map((form) => (branch) => branch.approve({ name: 'sign', data: { form } })),
    ),
  );
  const begun = performance.now();
  const outcome = await agent.run(null).outcome;
  expect(performance.now() - begun).toBeLessThan(800);
  if (outcome.status !== 'suspended') throw new Error(outcome.status);
  expect(outcome.pending.map(({ data }) => data)).toEqual(forms.map((form) => ({ form })));
});

test('a run with a request that waits goes on while an effect beside it does, and suspends then', async () => {
  let worked = 0;
  const inner = pattern({ name: 'inner', version: '1' }, (_: null, scope) =>
    scope.approve({ name: 'sign', data: null }),
  );
  const agent = pattern({ name: 'desk', version: '1' }, (_: null, scope) =>
    scope.parallel({
      waits: (branch) => branch.run(inner, null),
      works: async (branch) => {
        for (let step = 0; step < 20; step += 1) {
          await branch.step('work', () => new Promise((resolve) => setTimeout(resolve, 1)));
          worked += 1;
        }
      },
    }),
  );
  const outcome = await agent.run(null).outcome;
  expect(outcome).toMatchObject({
    status: 'suspended',
    pending: [{ id: 'parallel#0/waits/run:inner#0/approve:sign#0' }],
  });
  expect(worked).toBe(20);
});

test('an effect that waits for a question inside of it does not hold the suspension', async () => {
  const agent = pattern({ name: 'desk', version: '1' }, (_: null, scope) =>
    scope.parallel([
      (branch) => branch.approve({ name: 'a', data: 1 }),
      (branch) => branch.approve({ name: 'ab', data: 2 }),
    ]),
  );
  const outcome = await agent.run(null).outcome;
  expect(outcome).toMatchObject({ status: 'suspended', pending: [{ name: 'a' }, { name: 'ab' }] });
});
