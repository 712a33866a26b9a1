import {
  type Agent,
  type ChatModel,
  isAshlarError,
  type Part,
  pattern,
  type Scope,
  type Tool,
  type ToolCallPart,
  textOf,
  toJsonSchema,
  toolCallsOf,
  user,
} from '@ashlar/core';

/** A model with tools in a loop; what must not happen twice waits for an approval. */
export function toolLoop(
  name: string,
  model: ChatModel,
  tools: readonly Tool[],
): Agent<string, string> {
  const definitions = tools.map((tool) => ({
    name: tool.name,
    description: tool.description,
    inputSchema: toJsonSchema(tool.input),
  }));

  return pattern({ name, version: '1' }, async (task: string, scope) => {
    const messages = [user(task)];
    for (;;) {
      const { message } = await scope.generate(model, { messages, tools: definitions });
      const calls = toolCallsOf(message);
      if (calls.length === 0) return textOf(message);
      const results = await scope.parallel(
        calls.map((call) => (branch: Scope) => answer(branch, call)),
      );
      messages.push(message, user(results));
    }
  });

  async function answer(scope: Scope, call: ToolCallPart): Promise<Part> {
    const tool = tools.find((one) => one.name === call.name);
    if (tool === undefined) return result(call, `There is no tool ${call.name}.`, true);
    if (tool.effect === 'once') {
      const ruling = await scope.approve({ name: tool.name, data: call.input });
      if (!ruling.approved) return result(call, `Denied by ${ruling.by}: ${ruling.reason}`, true);
    }
    try {
      return result(call, String(await scope.call(tool, call.input)));
    } catch (error) {
      if (isAshlarError(error, 'input.invalid')) return result(call, error.message, true);
      throw error;
    }
  }
}

function result(call: ToolCallPart, text: string, isError = false): Part {
  return { type: 'tool-result', callId: call.id, content: [{ type: 'text', text }], isError };
}
