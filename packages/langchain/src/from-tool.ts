import type { EffectKind, Schema, Tool, ToolContext } from '@ashlar/core';
import { abortError } from './abort/abort-error.ts';
import { unlessAborted } from './abort/unless-aborted.ts';
import { unsupported } from './errors.ts';
import { toolOutput } from './tool/tool-output.ts';
import { toolSchema } from './tool/tool-schema.ts';

/** What is used of LangChain's tools: those made by `tool()`, structured tools, runnables as tools. */
export interface LangChainTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly schema: unknown;
  readonly returnDirect?: boolean;
  invoke(input: never, options?: object): Promise<unknown>;
}

/** Options of {@link fromTool}. */
export interface FromToolOptions<O> {
  /** What a repeat means. LangChain does not say, so you have to: `once` when in doubt. */
  readonly effect: EffectKind;
  /** Checks what the tool gives. @default not checked, beyond being JSON */
  readonly output?: Schema<O>;
  /** @default the tool's own; a tool without one is refused */
  readonly description?: string;
}

/**
 * A tool of LangChain as a `Tool`.
 *
 * The idempotency key and who asks are in `config.configurable` of the tool: `idempotencyKey`, `principal`. The abort signal is
 * `config.signal`. Of `content_and_artifact` only the content comes through.
 *
 * @typeParam O what the tool gives; checked only with `output`
 * @throws AshlarError `langchain.unsupported`, `schema.unsupported` here; `tool.failed` when it is called
 */
export function fromTool<O = unknown>(
  tool: LangChainTool,
  options: FromToolOptions<O>,
): Tool<unknown, O> {
  const { name } = tool;
  const description = options.description ?? tool.description ?? '';
  if (description.trim() === '') {
    throw unsupported(name, 'no description', 'models choose by it; pass { description }.');
  }
  if (tool.returnDirect === true) {
    throw unsupported(name, 'returnDirect', 'end the loop in the agent that calls it.');
  }
  return {
    name,
    description,
    input: toolSchema(tool),
    effect: options.effect,
    ...(options.output !== undefined && { output: options.output }),
    async run(input, context: ToolContext) {
      const { signal, attributes, idempotencyKey, principal } = context;
      if (signal.aborted) throw abortError(name, signal);
      const configurable = { idempotencyKey, ...(principal !== undefined && { principal }) };
      const config = { signal, metadata: { ...attributes }, configurable };
      const work = tool.invoke(input as never, config);
      return toolOutput(name, await unlessAborted(work, signal, name)) as O;
    },
  };
}
