import { AshlarError, type ChatModel, type Tool } from '@ashlar/core';
import { rollingBackPolicy } from './compensate.ts';
import type { ToolAgentOptions } from './tool-agent-options.ts';

/**
 * The options of an agent that does nothing any more: whatever is recorded replays, and the first thing that would happen anew is
 * refused. So a run under them comes to where it stood, knows what it has done, and undoes it.
 */
export function rollingBack<Out>(options: ToolAgentOptions<Out>): ToolAgentOptions<Out> {
  const { name, model, tools, memory, compaction, results } = options;
  const refuse = (): never => {
    throw new AshlarError('agent.rolled-back', `The run of ${name} is being rolled back.`, {
      facts: { agent: name },
    });
  };
  const refusing = async (): Promise<never> => refuse();
  return {
    ...options,
    compensate: rollingBackPolicy,
    model: silent(model, refuse),
    tools: tools.map((tool): Tool => ({ ...tool, run: refusing })),
    ...(memory && { memory: { ...memory, load: refusing, append: refusing } }),
    ...(compaction && { compaction: { ...compaction, compactor: { compact: refusing } } }),
    ...(results?.archive && {
      results: { ...results, archive: { put: refusing, get: refusing } },
    }),
  };
}

function silent(model: ChatModel, refuse: () => never): ChatModel {
  return {
    id: model.id,
    info: model.info,
    generate: async () => refuse(),
    // biome-ignore lint/correctness/useYield: a stream that is refused has no events
    async *stream() {
      refuse();
    },
  };
}
