// For `pnpm bench agent-loop`: generateText with tools over a model in the same process.
import { generateText, stepCountIs, tool } from 'ai';
import { z } from 'zod';

const usage = {
  inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 5, text: 5, reasoning: 0 },
};

export function open({ plan, run, limit }) {
  const tools = {
    work: tool({ description: 'Works.', inputSchema: z.object({ n: z.number() }), execute: run }),
  };
  return {
    async ask(signal) {
      let turn = 0;
      const model = {
        specificationVersion: 'v4',
        provider: 'bench',
        modelId: 'bench',
        supportedUrls: {},
        async doGenerate() {
          const { text, calls } = plan(turn++);
          const content = calls?.map(({ id, input }) => ({
            type: 'tool-call',
            toolCallId: id,
            toolName: 'work',
            input: JSON.stringify(input),
          })) ?? [{ type: 'text', text }];
          const unified = calls === undefined ? 'stop' : 'tool-calls';
          return { content, finishReason: { unified, raw: unified }, usage, warnings: [] };
        },
      };
      const { text, finishReason } = await generateText({
        model,
        tools,
        prompt: 'Go.',
        maxRetries: 0,
        abortSignal: signal,
        // Without a limit of its own a call is one step; 20 is what its agents have.
        stopWhen: stepCountIs(limit ?? 20),
      });
      return { end: finishReason === 'stop' ? 'completed' : `ended on ${finishReason}`, text };
    },
  };
}
