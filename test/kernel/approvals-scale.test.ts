import { pattern } from '@ashlar/core';
import { expect, test } from 'vitest';

/** Milliseconds until a run suspends with so many requests side by side. */
async function suspend(count: number): Promise<number> {
  const forms = Array.from({ length: count }, (_, form) => form);
  const agent = pattern({ name: 'desk', version: '1' }, (_: null, scope) =>
    scope.parallel(
      forms.map((form) => (branch) => branch.approve({ name: 'sign', data: { form } })),
    ),
  );
  const begun = performance.now();
  const outcome = await agent.run(null).outcome;
  const took = performance.now() - begun;
  if (outcome.status !== 'suspended') throw new Error(outcome.status);
  expect(outcome.pending.map(({ data }) => data)).toEqual(forms.map((form) => ({ form })));
  return took;
}

test('1,600 approvals that wait side by side suspend in time in proportion to their number', async () => {
  const best = async (count: number) =>
    Math.min(await suspend(count), await suspend(count), await suspend(count));
  await suspend(400);
  // In proportion would be 4, with the square of their number 16.
  expect((await best(1600)) / (await best(400))).toBeLessThan(10);
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
