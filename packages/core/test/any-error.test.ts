import { expect, test } from 'vitest';
import { blocked, isAshlarError, pattern, stopped } from '../src/index.ts';

test('the code of an error says what its facts are', () => {
  const error: unknown = stopped('cost', 'no room');
  if (!isAshlarError(error) || error.code !== 'run.stopped') throw error;
  const reason: 'steps' | 'tokens' | 'cost' | 'deadline' | 'loop' | 'aborted' = error.facts.reason;
  expect(reason).toBe('cost');
});

test('a pattern that throws blocked ends as blocked with its verdicts', async () => {
  const verdict = { check: 'c', action: 'block', code: 'x', message: 'found' } as const;
  const agent = pattern({ name: 'p', version: '1' }, async () => {
    throw blocked([verdict]);
  });
  expect(await agent.run(null).outcome).toMatchObject({ status: 'blocked', verdicts: [verdict] });
});
