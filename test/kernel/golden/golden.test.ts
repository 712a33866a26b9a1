import type { RunEvent } from '@ashlar/core';
import { beforeAll, expect, test } from 'vitest';
import { recordEverything } from './everything.ts';

type Recordings = Awaited<ReturnType<typeof recordEverything>>;

// Does not compile when the union of events has another member, or one less.
const TYPES: Readonly<Record<RunEvent['type'], true>> = {
  'run.started': true,
  'run.finished': true,
  'effect.started': true,
  'effect.finished': true,
  'effect.failed': true,
  'effect.abandoned': true,
  'text.delta': true,
  'reasoning.delta': true,
  'tool.delta': true,
  'stream.restarted': true,
  'question.answered': true,
  'usage.recorded': true,
  'budget.clamped': true,
  'budget.overshoot': true,
  'approval.requested': true,
  'approval.decided': true,
  'check.verdict': true,
  'control.applied': true,
  partial: true,
  warning: true,
  note: true,
};

let recordings: Recordings;
beforeAll(async () => {
  recordings = await recordEverything();
});

test('the events of a run until it suspends are those of the golden file', async () => {
  const text = `${JSON.stringify(recordings.suspended, null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('suspended.json');
});

test('the events of the same run when it is resumed are those of the golden file', async () => {
  const text = `${JSON.stringify(recordings.resumed, null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('resumed.json');
});

test('between them they have every event that there is', () => {
  const seen = Object.values(recordings).flatMap(({ events }) => events.map(({ type }) => type));
  expect([...new Set(seen)].sort()).toEqual(Object.keys(TYPES).sort());
});

test('every event is the same after a round trip through JSON', () => {
  for (const { events } of Object.values(recordings)) {
    for (const event of events) expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event);
  }
});

test('a second recording is the same as the first', async () => {
  expect(await recordEverything()).toEqual(recordings);
});
