import type { Tool, ToolDefinition } from '@ashlar/core';
import { toolInputSchema } from './tool-input-schema.ts';
import { wireNames } from './wire-names.ts';

/** Tools as a model is shown them, and the way back. */
export interface ToolSpecs {
  /** For `ChatRequest.tools`, in the order of the tools: names and schemas that Bedrock takes. */
  readonly definitions: readonly ToolDefinition[];
  /** The tool that a model means by a name: the name on the wire, else the tool's own. */
  find(name: string): Tool | undefined;
  /** The name under which a model sees the tool; undefined for a tool of another list. */
  nameOf(tool: Tool): string | undefined;
}

/**
 * What a model is shown of tools. Names that Bedrock does not take are mapped, and mapped back exactly.
 *
 * @throws tool.duplicate, schema.unsupported
 */
export function toolSpecs(tools: readonly Tool[]): ToolSpecs {
  const names = wireNames(tools.map(({ name }) => name));
  const byWire = new Map<string, Tool>();
  const byName = new Map<string, Tool>();
  const definitions = tools.map((tool) => {
    const name = names.get(tool.name) as string;
    byWire.set(name, tool);
    byName.set(tool.name, tool);
    return { name, description: tool.description, inputSchema: toolInputSchema(tool.input) };
  });
  return {
    definitions,
    find: (name) => byWire.get(name) ?? byName.get(name),
    nameOf: (tool) => (byName.get(tool.name) === tool ? names.get(tool.name) : undefined),
  };
}
