import {
  AshlarError,
  createRuntime,
  decide,
  hmacSigner,
  pattern,
  type RunEvent,
  user,
} from '@ashlar/core';
import { scriptedModel, scriptedTool } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

const signer = hmacSigner('the host keeps this secret');
const model = scriptedModel(() => 'Stone.');
const wall = scriptedTool({ name: 'wall' }, ({ height }: { height: number }) => ({ height }));

const agent = pattern({ name: 'mason', version: '1' }, async (_: null, scope) => {
  await scope.generate(model, { messages: [user('?')] });
  const built = await scope.call(wall, { height: 2 });
  scope.partial({ built });
  scope.emit('built', { built });
  const { by } = await scope.approve({ name: 'pay', data: { amount: 10 } });
  return { built, by };
});

/** Does to everything that it is shown what it can. */
function vandal(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    vandal(child);
    Reflect.set(value, key, typeof child === 'number' ? 0 : 'gone');
  }
}

async function runWith(listener: (event: RunEvent) => void) {
  const seen: RunEvent[] = [];
  const runtime = createRuntime({ signer, listeners: [listener, (event) => seen.push(event)] });
  const first = await runtime.run(agent, null, { id: 'R' }).outcome;
  if (first.status !== 'suspended' || first.pending[0] === undefined) throw new Error(first.status);
  const decision = await decide(first.pending[0], { verdict: 'approved', by: 'ann' }, signer);
  const end = await runtime.resume(agent, first.checkpoint, [decision]).outcome;
  const shown = seen.map((event) => ({ ...event, at: 0 }));
  return { pending: first.pending, usage: first.usage, end, shown };
}

test('a listener that changes all that it is shown changes nothing else', async () => {
  const [undisturbed, disturbed] = [await runWith(() => {}), await runWith(vandal)];
  expect(disturbed).toEqual(undisturbed);
  expect(disturbed.end).toMatchObject({ status: 'completed', value: { by: 'ann' } });
});

test('what a wrapper changes later in its row of usage does not change what was shown', async () => {
  const seen: RunEvent[] = [];
  const runtime = createRuntime({ listeners: [(event) => seen.push(event)] });
  const once = pattern({ name: 'once', version: '1' }, async (_: null, scope) => {
    await scope.generate(model, { messages: [user('?')] });
  });
  const { usage } = await runtime.run(once, null).outcome;
  const [shown] = seen.flatMap((event) => (event.type === 'usage.recorded' ? [event.call] : []));
  expect(shown).toEqual(usage.calls[0]);
  expect(shown).not.toBe(usage.calls[0]);
});

test('an error whose facts no JSON can carry is shown without them', async () => {
  const facts: { name: string; self?: object } = { name: 'odd' };
  facts.self = facts;
  const failing = pattern({ name: 'failing', version: '1' }, (_: null, scope) =>
    scope.step('fail', () => {
      throw new AshlarError('unexpected', 'Odd.', { facts });
    }),
  );
  const seen: RunEvent[] = [];
  const runtime = createRuntime({ listeners: [(event) => seen.push(event)] });
  await runtime.run(failing, null).outcome;
  expect(seen.find(({ type }) => type === 'effect.failed')).toMatchObject({
    error: { code: 'unexpected', message: 'Odd.', facts: {} },
  });
});
