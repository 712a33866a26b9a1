import { setTimeout as sleep } from 'node:timers/promises';
import { type Bodies, body, modelOf, say, toolOf } from '../parts.ts';
import type { World } from '../world.ts';

const three = [1, 2, 3];

/** Bodies in which effects overlap: what reaches them first must reach them first again. */
export function concurrentBodies(world: World): Bodies {
  const read = toolOf(world, 'read');
  const look = toolOf(world, 'look');
  const model = modelOf(world, 'model');

  const five = body('five-identical-calls', async (scope) => {
    const all = await Promise.all(Array.from({ length: 5 }, () => scope.call(read, 'same')));
    return [
      all,
      await scope.call(
        look,
        all.map(({ got }) => got),
      ),
    ];
  });

  const bad = toolOf(world, 'bad', { failing: 1 });
  const pay = toolOf(world, 'pay', { effect: 'once', slowness: 6 });
  const failFast = body('fail-fast-with-once-sibling', async (scope) => {
    const both = scope.parallel({
      bad: (inside) => inside.call(bad, 'fails'),
      pay: (inside) => inside.call(pay, 'rent'),
    });
    const failure = await both.catch((error: Error) => error.message);
    return [failure, await scope.call(read, failure as string)];
  });

  const chains = body('chains-with-an-identical-call', async (scope) =>
    Promise.all(
      three.map(async (chain) => {
        const first = await scope.call(read, chain);
        const same = await scope.call(look, 'same');
        return [first, same, await scope.call(read, [chain, same.got])];
      }),
    ),
  );

  const twoSteps = body('two-step-branches', async (scope) => {
    const found = await Promise.all(
      three.map(async (branch) => {
        const { got } = await scope.call(look, branch);
        return scope.call(read, [branch, got]);
      }),
    );
    return [found, await say(scope, model, JSON.stringify(found))];
  });

  const outerArray = body('branches-push-outside', async (scope) => {
    const arrived: string[] = [];
    await scope.parallel(
      three.map((branch) => async (inside) => {
        arrived.push((await inside.call(read, branch)).got);
      }),
    );
    return [arrived, await say(scope, model, arrived.join()), await scope.call(look, arrived)];
  });

  const race = body('race', async (scope) => {
    const first = await Promise.race([scope.call(read, 'a'), scope.call(look, 'b')]);
    return [first, await say(scope, model, first.got), await scope.call(read, first.got)];
  });

  const timers = body('timers-outside-with-keys', async (scope) =>
    Promise.all(
      three.map(async (branch) => {
        await sleep(Math.random() * 6);
        const first = await scope.call(read, branch, { key: `${branch}` });
        await sleep(Math.random() * 6);
        return [first, await scope.call(look, [branch, first.got], { key: `${branch}` })];
      }),
    ),
  );

  const bareTimers = body('timers-outside-without-keys', async (scope) =>
    Promise.all(
      three.map(async (branch) => {
        await sleep(Math.random() * 6);
        return scope.call(read, branch);
      }),
    ),
  );

  const settled = body('settle-two-at-a-time', async (scope) => {
    const flaky = toolOf(world, 'flaky', { failing: 0.5 });
    const all = await scope.settle(
      three.map((branch) => async (inside) => [
        await inside.call(read, branch),
        await inside.call(flaky, branch),
      ]),
      { concurrency: 2 },
    );
    const told = all.map((end) => (end.status === 'fulfilled' ? end.value : end.error.message));
    return [told, await scope.call(read, 'after')];
  });

  return Object.fromEntries(
    [five, failFast, chains, twoSteps, outerArray, race, timers, bareTimers, settled].map((one) => [
      one.name,
      one,
    ]),
  );
}
