import { scriptedModel } from '@ashlar/core/testing';
import { tool, toolAgent } from '@ashlar/tool-use';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { turnsUntil } from '../kernel/support/turns.ts';

const input = z.object({ n: z.int() });

test.each([1, 8, 50])(
  'an abort settles within three turns while %i tools hang and do not listen',
  async (count) => {
    let begun = 0;
    const hang = tool({
      name: 'hang',
      description: 'Hangs.',
      input,
      run: () => {
        begun += 1;
        return new Promise(() => {});
      },
    });
    const calls = Array.from({ length: count }, (_, n) => ({ name: 'hang', input: { n } }));
    const model = scriptedModel([{ text: 'Let me see.', calls }]);
    const limits = { concurrency: 100 };
    const run = toolAgent({ name: 'clerk', model, tools: [hang], limits }).run('?');
    while (begun < count) await new Promise((resolve) => setImmediate(resolve));
    run.abort('enough');
    expect(await turnsUntil(run.outcome)).toBeLessThanOrEqual(3);
    const outcome = await run.outcome;
    expect(outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
    expect(outcome.abandoned).toHaveLength(count);
  },
);
