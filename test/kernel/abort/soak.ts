import { createRuntime, pattern, user } from '@ashlar/core';
import { scriptedModel, scriptedTool } from '@ashlar/core/testing';
import { type Job, reportLeftovers } from '../support/leftovers.ts';
import { nest } from '../support/nest.ts';
import { turn } from '../support/turns.ts';
import { hanging } from './hanging.ts';

// Run by leaves-nothing.test.ts in a process of its own, with --expose-gc. Prints what it counted as JSON.
const jobs: Readonly<Record<string, Job>> = {
  /** Aborts every kind of hanging effect on the machine's own clock, all on one signal of the caller. */
  async abort(times) {
    const { signal } = new AbortController();
    for (let round = 0; round < times; round += 1) {
      for (const create of Object.values(hanging)) {
        const { body, budget, left } = create();
        const run = createRuntime().run(nest(2, body), null, {
          signal,
          stream: left !== undefined,
          ...(budget === undefined ? {} : { budget }),
        });
        for (let turns = 0; turns < 8; turns += 1) await turn();
        run.abort();
        const { status } = await run.outcome;
        if (status !== 'stopped') throw new Error(status);
      }
    }
  },
  /** Runs of two levels with a model, a tool and a watcher that complete. */
  async complete(times) {
    const tool = scriptedTool({ name: 'tool' }, () => 'a result');
    for (let round = 0; round < times; round += 1) {
      const model = scriptedModel(['An answer.']);
      const agent = nest(2, async (scope) => {
        await scope.call(tool, {});
        const { message } = await scope.generate(model, { messages: [user('?')] });
        return message.role;
      });
      const run = createRuntime().run(agent, null, {
        budget: { tokens: 10_000, deadlineMs: 60_000 },
      });
      for await (const event of run) if (event.type === 'run.finished') continue;
      await run.value();
      (tool.calls as unknown[]).length = 0;
    }
  },
  /** One run of many steps. What it records grows with it, so it is only asked to leave nothing behind. */
  async steps(times) {
    const agent = pattern({ name: 'long', version: '1' }, async (_: null, scope) => {
      for (let step = 0; step < times; step += 1) await scope.step('count', () => step);
    });
    await agent.run(null).value();
  },
};

await reportLeftovers(jobs);
