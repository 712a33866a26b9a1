import { expect, test } from 'vitest';
import { createRuntime, type Json, pattern, stopped } from '../src/index.ts';

const inner = pattern({ name: 'inner', version: '1' }, async (_: null, scope) => {
  scope.partial('a secret');
  throw stopped('steps', 'Enough.');
});

async function seen(partial: (value: Json) => Json | undefined) {
  const runtime = createRuntime({ policy: { partial } });
  const outer = runtime.pattern({ name: 'outer', version: '1' }, async (_: null, scope) => {
    scope.partial('nothing to hide');
    return scope.run(inner, null);
  });
  const run = outer.run(null);
  const shown: Json[] = [];
  for await (const event of run) if (event.type === 'partial') shown.push(event.value);
  return { shown, outcome: JSON.stringify(await run.outcome) };
}

test('a policy decides what is told of partial results, in nested runs too', async () => {
  const masked = await seen((value) => String(value).replace('secret', '***'));
  expect(masked.shown).toEqual(['nothing to hide', 'a ***']);
  expect(masked.outcome).toContain('a ***');
  expect(masked.outcome).not.toContain('secret');
});

test('what a policy withholds, or fails at, is told to nobody', async () => {
  const failing = (value: Json): Json | undefined => {
    if (value === 'a secret') throw new Error('cannot look');
    return value;
  };
  for (const partial of [(value: Json) => (value === 'a secret' ? undefined : value), failing]) {
    const withheld = await seen(partial);
    expect(withheld.shown).toEqual(['nothing to hide']);
    expect(withheld.outcome).not.toContain('secret');
  }
});
