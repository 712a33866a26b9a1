// For `pnpm bench agent-loop`: a Runner over a model in the same process.
import { Agent, Runner, setTracingDisabled, tool, Usage } from '@openai/agents-core';
import { z } from 'zod';

setTracingDisabled(true);

class PlannedModel {
  constructor(plan) {
    this.plan = plan;
    this.turn = 0;
  }
  async getResponse() {
    const { text, calls } = this.plan(this.turn++);
    const usage = new Usage({ inputTokens: 10, outputTokens: 5, totalTokens: 15, requests: 1 });
    const status = 'completed';
    const output = calls?.map(({ id, input }) => ({
      type: 'function_call',
      callId: id,
      name: 'work',
      status,
      arguments: JSON.stringify(input),
    })) ?? [
      { type: 'message', role: 'assistant', status, content: [{ type: 'output_text', text }] },
    ];
    return { usage, output };
  }
  getStreamedResponse() {
    throw new Error('The bench does not stream.');
  }
}

export function open({ plan, run, limit }) {
  const parameters = z.object({ n: z.number() });
  const tools = [tool({ name: 'work', description: 'Works.', parameters, execute: run })];
  return {
    async ask(signal) {
      const agent = new Agent({
        name: 'bench',
        instructions: 'Work.',
        model: new PlannedModel(plan),
        tools,
      });
      const maxTurns = limit === undefined ? {} : { maxTurns: limit };
      const runner = new Runner({ tracingDisabled: true });
      const { finalOutput } = await runner.run(agent, 'Go.', { signal, ...maxTurns });
      return { end: 'completed', text: String(finalOutput) };
    },
  };
}
