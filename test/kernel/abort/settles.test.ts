import { createRuntime, isAshlarError } from '@ashlar/core';
import { fakeClock } from '@ashlar/core/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nest, pathAt } from '../support/nest.ts';
import { turnsUntil } from '../support/turns.ts';
import { hanging } from './hanging.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(() => void process.off('unhandledRejection', note));

describe.each(Object.entries(hanging))('%s that does not listen', (_name, create) => {
  test.each([1, 2, 4])('is let go within three turns of an abort at depth %i', async (depth) => {
    const { body, abandons, signals, hears, budget, left } = create();
    const clock = fakeClock();
    const run = createRuntime({ clock }).run(nest(depth, body), null, {
      stream: left !== undefined,
      ...(budget === undefined ? {} : { budget }),
    });
    await clock.flush();

    run.abort('enough');
    expect(await turnsUntil(run.outcome)).toBeLessThanOrEqual(3);
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
    expect([...outcome.abandoned].sort()).toEqual(abandons.map((id) => pathAt(depth) + id).sort());

    expect(signals).toHaveLength(hears);
    for (const { aborted, reason } of signals) {
      expect(aborted).toBe(true);
      expect(isAshlarError(reason, 'run.stopped')).toBe(true);
    }
    if (left !== undefined) expect(left()).toBe(1);
    expect(clock.waiting).toBe(0);
    await clock.flush();
    expect(unhandled).toEqual([]);
  });
});
