// For `pnpm bench agent-loop`: Agent over a model in the same process.
import { Agent, Model, NullConversationManager, tool } from '@strands-agents/sdk';
import { z } from 'zod';

class PlannedModel extends Model {
  constructor(plan) {
    super();
    this.plan = plan;
    this.turn = 0;
  }
  updateConfig() {}
  getConfig() {
    return { modelId: 'bench' };
  }
  async *stream() {
    const { text, calls } = this.plan(this.turn++);
    yield { type: 'modelMessageStartEvent', role: 'assistant' };
    if (calls === undefined) {
      yield { type: 'modelContentBlockStartEvent' };
      yield { type: 'modelContentBlockDeltaEvent', delta: { type: 'textDelta', text } };
      yield { type: 'modelContentBlockStopEvent' };
    }
    for (const { id, input } of calls ?? []) {
      const start = { type: 'toolUseStart', name: 'work', toolUseId: id };
      const delta = { type: 'toolUseInputDelta', input: JSON.stringify(input) };
      yield { type: 'modelContentBlockStartEvent', start };
      yield { type: 'modelContentBlockDeltaEvent', delta };
      yield { type: 'modelContentBlockStopEvent' };
    }
    const stopReason = calls === undefined ? 'endTurn' : 'toolUse';
    yield { type: 'modelMessageStopEvent', stopReason };
    const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
    yield { type: 'modelMetadataEvent', usage, metrics: { latencyMs: 1 } };
  }
}

export function open({ plan, run, limit }) {
  const inputSchema = z.object({ n: z.number() });
  const tools = [tool({ name: 'work', description: 'Works.', inputSchema, callback: run })];
  return {
    async ask(signal) {
      const agent = new Agent({
        model: new PlannedModel(plan),
        tools,
        printer: false,
        retryStrategy: null,
        // All of them keep the whole history here.
        conversationManager: new NullConversationManager(),
      });
      const limits = limit === undefined ? {} : { limits: { turns: limit } };
      const result = await agent.invoke('Go.', { cancelSignal: signal, ...limits });
      const end = result.stopReason === 'endTurn' ? 'completed' : `ended on ${result.stopReason}`;
      return { end, text: String(result) };
    },
  };
}
