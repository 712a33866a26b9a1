import { AshlarError } from '@ashlar/core';
import { ToolMessage } from '@langchain/core/messages';
import { unsupported } from '../errors.ts';

/** What a tool gave, without LangChain's wrapping. A command to a graph has no graph here to go to. */
export function toolOutput(name: string, output: unknown): unknown {
  if (ToolMessage.isInstance(output)) {
    if (output.status !== 'error') return output.content;
    throw new AshlarError('tool.failed', `The tool ${name} failed: ${output.text}`, {
      facts: { tool: name },
    });
  }
  const { lg_name: graph } = (output ?? {}) as { readonly lg_name?: unknown };
  if (graph === 'Command') {
    throw unsupported(name, 'a Command as its result', 'return the value instead.');
  }
  return output ?? null;
}
