import { scriptedModel } from '@ashlar/core/testing';
import { describeAgentContract } from '@ashlar/core/testing/vitest';
import { z } from 'zod';
import { tool, toolAgent } from '../../src/index.ts';

const input = z.object({ n: z.int() });

const look = tool({
  name: 'look',
  description: 'Looks.',
  input,
  effect: 'read',
  run: async ({ n }) => n * 2,
});
const pay = tool({
  name: 'pay',
  description: 'Pays.',
  input,
  needsApproval: true,
  run: async ({ n }) => `paid ${n}`,
});
const note = tool({
  name: 'note',
  description: 'Notes.',
  input,
  effect: 'idempotent',
  run: async ({ n }) => `noted ${n}`,
});

const calls = (...names: readonly string[]) => names.map((name, n) => ({ name, input: { n } }));

describeAgentContract('toolAgent', () => ({
  input: 'Buy it.',
  agent: toolAgent({
    name: 'buyer',
    tools: [look, pay, note],
    output: z.object({ bought: z.boolean() }),
    model: scriptedModel(({ messages }) => {
      const turn = messages.filter(({ role }) => role === 'assistant').length;
      if (turn === 0) return { calls: calls('look', 'look', 'made_up', 'note') };
      if (turn === 1) return { calls: calls('pay', 'look', 'pay') };
      return { calls: [{ name: 'final_answer', input: { bought: true } }] };
    }),
  }),
}));
