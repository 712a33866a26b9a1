import {
  AshlarError,
  fromErrorRecord,
  isAshlarError,
  pattern,
  stopped,
  toAshlarError,
  toErrorRecord,
} from '@ashlar/core';
import { expect, test } from 'vitest';

test('an error of ours passes as it is', () => {
  const error = stopped('loop', 'It goes round.');
  expect(toAshlarError(error)).toBe(error);
});

test('anything else becomes the cause of one', () => {
  const cause = new TypeError('no');
  expect(toAshlarError(cause)).toMatchObject({
    code: 'unexpected',
    message: 'no',
    facts: { name: 'TypeError' },
    retryable: false,
    cause,
  });
  expect(toAshlarError('no').message).toBe('Something that is not an Error was thrown: no');
  expect(toAshlarError(new Error('')).message).toBe('Error');
});

test('it is recognised by its mark, and what only looks like one is not', () => {
  expect(isAshlarError(stopped('loop', 'x'), 'run.stopped')).toBe(true);
  expect(isAshlarError(stopped('loop', 'x'), 'run.blocked')).toBe(false);
  for (const other of [new Error('x'), { code: 'run.stopped' }, 'run.stopped', null, undefined]) {
    expect(isAshlarError(other)).toBe(false);
  }
});

test('the mark is not in the way: not enumerable and not in JSON', () => {
  const error = stopped('loop', 'x');
  expect(Object.keys(error).sort()).toEqual(['code', 'facts', 'name', 'retryable']);
});

test('a record of it survives JSON and comes back, without stack and cause', () => {
  const error = new AshlarError('model.throttled', 'Slow down.', {
    facts: { model: 'm', retryAfterMs: 100 },
    retryable: true,
    cause: new Error('429'),
  });
  const record = toErrorRecord(error);
  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  const back = fromErrorRecord(record);
  expect(back).toMatchObject({ code: 'model.throttled', message: 'Slow down.', retryable: true });
  expect(back.facts).toEqual({ model: 'm', retryAfterMs: 100 });
  expect(back.cause).toBeUndefined();
});

test.each<[string, object, object]>([
  ['a field that is undefined', { model: 'm', status: undefined }, { model: 'm' }],
  ['a date', { model: 'm', at: new Date(0) }, { model: 'm', at: '1970-01-01T00:00:00.000Z' }],
  ['a bigint, which loses all', { model: 'm', tokens: 1n }, {}],
])('facts with %s still make a record', (_name, facts, expected) => {
  const error = new AshlarError('model.failed', 'x', { facts: facts as { model: string } });
  expect(toErrorRecord(error).facts).toEqual(expected);
});

test('the error of a failed run is narrowed by its code', async () => {
  const agent = pattern({ name: 'fails', version: '1' }, () => {
    throw new AshlarError('model.throttled', 'Slow down.', {
      facts: { model: 'm', retryAfterMs: 7 },
    });
  });
  const outcome = await agent.run(null).outcome;
  const waits =
    outcome.status === 'failed' && outcome.error.code === 'model.throttled'
      ? outcome.error.facts.retryAfterMs
      : undefined;
  expect(waits).toBe(7);
});
