import { type ChatModel, type ChatResponse, eventsOf, type Part } from '@ashlar/core';
import { tool, toolAgent } from '@ashlar/tool-use';
import { z } from 'zod';
import type { Loop, Plan, Setup } from './loop.ts';

/** Ours: `toolAgent` with its own limits, but as many tools at once as are asked for, as the others do. */
export function open({ plan, run, limit }: Setup): Loop {
  const work = tool({
    name: 'work',
    description: 'Works.',
    input: z.object({ n: z.number() }),
    effect: 'read',
    run: (input) => run(input),
  });
  const limits = { concurrency: 100, ...(limit !== undefined && { turns: limit }) };
  return {
    async ask(signal) {
      const agent = toolAgent({ name: 'bench', model: plannedModel(plan), tools: [work], limits });
      const outcome = await agent.run('Go.', signal === undefined ? {} : { signal }).outcome;
      if (outcome.status === 'completed') return { end: 'completed', text: String(outcome.value) };
      if (outcome.status === 'failed') throw outcome.error;
      const reason = outcome.status === 'stopped' ? `: ${outcome.reason}` : '';
      const partial = 'partial' in outcome ? JSON.stringify(outcome.partial ?? '') : '';
      return { end: `${outcome.status}${reason}`, text: partial };
    },
  };
}

function plannedModel(plan: Plan): ChatModel {
  let turn = 0;
  async function generate(): Promise<ChatResponse> {
    const next = plan(turn);
    turn += 1;
    const content: readonly Part[] =
      next.calls === undefined
        ? [{ type: 'text', text: next.text }]
        : next.calls.map(({ id, input }) => ({
            type: 'tool-call',
            id,
            name: 'work',
            input: { ...input },
          }));
    const stopReason = next.calls === undefined ? 'end' : 'tool-calls';
    return { message: { role: 'assistant', content }, stopReason, calls: [] };
  }
  return {
    id: 'bench',
    info: { features: ['tools', 'tool-choice', 'streaming', 'system'] },
    generate,
    async *stream() {
      yield* eventsOf(await generate());
    },
  };
}
