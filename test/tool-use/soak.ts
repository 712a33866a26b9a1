import { assistant, type ChatModel, type ChatRequest } from '@ashlar/core';
import { tool, toolAgent } from '@ashlar/tool-use';
import { z } from 'zod';
import { type Job, reportLeftovers } from '../kernel/support/leftovers.ts';
import { turn } from '../kernel/support/turns.ts';

// Run by leaves-nothing.test.ts in a process of its own, with --expose-gc.
const input = z.object({ n: z.int() });
const look = tool({
  name: 'look',
  description: 'Looks.',
  input,
  effect: 'read',
  run: async ({ n }) => 'word '.repeat(100) + n,
});
const hang = tool({
  name: 'hang',
  description: 'Hangs.',
  input,
  effect: 'read',
  run: () => new Promise<string>(() => {}),
});

/** Calls `name` in each of its turns, then answers. Unlike a scripted model it keeps nothing. */
function modelOf(name: string, turns: number): ChatModel {
  let n = 0;
  const generate = async (_: ChatRequest) => {
    n += 1;
    const used = { model: 'bare', outcome: 'served', inputTokens: 10, outputTokens: 5 } as const;
    const call = { type: 'tool-call', id: `c${n}`, name, input: { n } } as const;
    return n > turns
      ? { message: assistant('Done.'), stopReason: 'end' as const, calls: [used] }
      : { message: assistant([call]), stopReason: 'tool-calls' as const, calls: [used] };
  };
  return {
    id: 'bare',
    info: { features: ['tools'], maxOutputTokens: 100 },
    generate,
    async *stream(request) {
      yield { type: 'finish', response: await generate(request) };
    },
  };
}

const jobs: Readonly<Record<string, Job>> = {
  /** One run of many turns. */
  async turns(times) {
    const limits = { turns: times + 1 };
    const agent = toolAgent({ name: 'long', model: modelOf('look', times), tools: [look], limits });
    await agent.run('Go.').value();
  },
  /** Runs that are aborted while a tool with a timeout hangs. */
  async aborts(times) {
    for (let round = 0; round < times; round += 1) {
      const model = modelOf('hang', 1);
      const run = toolAgent({ name: 'short', model, tools: [hang] }).run('Go.');
      for (let turns = 0; turns < 12; turns += 1) await turn();
      run.abort();
      const { status } = await run.outcome;
      if (status !== 'stopped') throw new Error(status);
    }
  },
  /** Tools that hang until their time is over. */
  async timeouts(times) {
    const limits = { toolTimeoutMs: 1, turns: times + 1 };
    const agent = toolAgent({ name: 'late', model: modelOf('hang', times), tools: [hang], limits });
    await agent.run('Go.').value();
  },
};

await reportLeftovers(jobs);
