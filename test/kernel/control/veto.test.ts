import { createRuntime, type EffectKind, pattern, type RunEvent, storeJournal } from '@ashlar/core';
import { fakeClock, memoryStore, scriptedTool } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';

/** A runtime whose operator looks at every start of a payment. */
function guarded(look: (event: RunEvent) => void) {
  const clock = fakeClock();
  const runtime = createRuntime({
    clock,
    listeners: [(event) => event.type === 'effect.started' && look(event)],
  });
  return { clock, runtime };
}

function payment(effect: EffectKind) {
  const pay = scriptedTool({ name: 'pay', effect }, (_: object) => 'paid');
  const agent = pattern({ name: 'payer', version: '1' }, (_: null, scope) => scope.call(pay, {}));
  return { pay, agent };
}

describe.each(['read', 'idempotent', 'once'] as const)('a tool whose effect is %s', (effect) => {
  test('does not run when its run is stopped at the start that a listener saw', async () => {
    const { pay, agent } = payment(effect);
    const { runtime } = guarded(({ runId }) => runtime.control.stop({ runId }, 'not today'));
    const outcome = await runtime.run(agent, null).outcome;
    expect(outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
    expect(pay.calls).toEqual([]);
  });

  test('waits when its run is paused at the start that a listener saw', async () => {
    const { pay, agent } = payment(effect);
    const { clock, runtime } = guarded(() => runtime.control.pause({}));
    const run = runtime.run(agent, null);
    await clock.flush();
    expect(pay.calls).toEqual([]);
    runtime.control.release({});
    expect(await run.value()).toBe('paid');
    expect(pay.calls).toHaveLength(1);
  });

  test('runs without a question when the run that was stopped at its start is resumed', async () => {
    const { pay, agent } = payment(effect);
    const journal = storeJournal(memoryStore());
    const { runtime } = guarded(({ runId }) => runtime.control.stop({ runId }, 'not today'));
    await runtime.run(agent, null, { id: 'R', journal }).outcome;
    expect(await agent.run(null, { id: 'R', journal }).outcome).toMatchObject({
      status: 'completed',
      value: 'paid',
    });
    expect(pay.calls).toHaveLength(1);
  });
});

test('an effect that was stopped at its start counts no step and uses nothing', async () => {
  const { agent } = payment('read');
  const { runtime } = guarded(({ runId }) => runtime.control.stop({ runId }, 'not today'));
  const { usage } = await runtime.run(agent, null).outcome;
  expect(usage).toMatchObject({ calls: [], steps: 0 });
});
