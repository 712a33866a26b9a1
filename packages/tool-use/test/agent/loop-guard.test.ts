import type { EffectKind, Json } from '@ashlar/core';
import { expect, test } from 'vitest';
import { createLoopGuard } from '../../src/agent/loop-guard.ts';

function verdicts(
  calls: readonly (readonly [string, EffectKind | undefined, Json?])[],
  repeats = 2,
): string[] {
  const guard = createLoopGuard(repeats);
  return calls.map(([name, effect, input = {}]) =>
    guard.note({ type: 'tool-call', id: 'x', name, input }, effect),
  );
}

test('the same call is told once and then stops, in whatever order its arguments stand', () => {
  const one = ['look', 'read', { a: 1, b: 2 }] as const;
  const same = ['look', 'read', { b: 2, a: 1 }] as const;
  expect(verdicts([one, same, one, same])).toEqual(['run', 'run', 'told', 'stop']);
  expect(verdicts([one, ['look', 'read', { a: 2, b: 2 }], same, one])).toEqual([
    'run',
    'run',
    'run',
    'told',
  ]);
});

test('tools that were made up count, too', () => {
  const made = ['made_up', undefined] as const;
  expect(verdicts([made, made, made, made])).toEqual(['run', 'run', 'told', 'stop']);
});

test('after something new was changed the same may be looked at again', () => {
  const check = ['check', 'read'] as const;
  const write = (n: number) => ['write', 'idempotent', { n }] as const;
  const turns = [0, 1, 2, 3, 4].flatMap((n) => [write(n), check, check]);
  expect(new Set(verdicts(turns))).toEqual(new Set(['run']));
});

test('two changes in turn are no progress the second time', () => {
  const on = ['switch', 'once', { to: 'on' }] as const;
  const off = ['switch', 'once', { to: 'off' }] as const;
  expect(verdicts([on, off, on, off, on, off, on])).toEqual([
    'run',
    'run',
    'run',
    'run',
    'run',
    'told',
    'told',
  ]);
});
