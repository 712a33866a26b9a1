// For `pnpm bench agent-loop`: createAgent over a model in the same process.
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage } from '@langchain/core/messages';
import { createAgent, tool } from 'langchain';
import { z } from 'zod';

class PlannedModel extends BaseChatModel {
  constructor(plan) {
    super({ maxRetries: 0 });
    this.plan = plan;
    this.turn = 0;
  }
  _llmType() {
    return 'bench';
  }
  bindTools() {
    return this;
  }
  async _generate() {
    const { text = '', calls = [] } = this.plan(this.turn++);
    const tool_calls = calls.map(({ id, input }) => ({
      type: 'tool_call',
      id,
      name: 'work',
      args: input,
    }));
    return { generations: [{ text, message: new AIMessage({ content: text, tool_calls }) }] };
  }
}

export function open({ plan, run, limit }) {
  const schema = z.object({ n: z.number() });
  const tools = [tool(run, { name: 'work', description: 'Works.', schema })];
  return {
    async ask(signal) {
      const agent = createAgent({ model: new PlannedModel(plan), tools });
      // It counts nodes of its graph: one for the model and one for the tools.
      const recursionLimit = limit === undefined ? {} : { recursionLimit: limit * 2 };
      const messages = [{ role: 'user', content: 'Go.' }];
      const state = await agent.invoke({ messages }, { signal, ...recursionLimit });
      return { end: 'completed', text: state.messages.at(-1).text };
    },
  };
}
