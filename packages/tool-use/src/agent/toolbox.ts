import type { Principal, Scope, Tool, ToolDefinition } from '@ashlar/core';
import { definitionDigest } from '../approval/definition-digest.ts';
import { toolsChanged } from '../approval/request-approval.ts';
import { toolSpecs } from '../define/tool-specs.ts';
import type { DefinedTool } from '../tool.ts';
import { withTimeout } from './with-timeout.ts';

/** The tools of an agent, made once. */
export interface Toolbox {
  readonly tools: readonly DefinedTool[];
  open(scope: Scope): Promise<OpenToolbox>;
}

/** The tools that a run may use. */
export interface OpenToolbox {
  readonly definitions: readonly ToolDefinition[];
  /** By the name that the model uses; undefined for those that it may not see. */
  find(name: string): OpenTool | undefined;
}

export interface OpenTool {
  readonly tool: DefinedTool;
  /** The same with its limit of time: what is called. */
  readonly timed: Tool;
  /** Digest of its definition. */
  readonly definition: string;
}

export function createToolbox(tools: readonly DefinedTool[], timeoutMs: number): Toolbox {
  const specs = toolSpecs(tools);
  const timed = new Map(tools.map((tool) => [tool, withTimeout(tool, timeoutMs)]));
  let digests: Promise<ReadonlyMap<DefinedTool, string>> | undefined;

  return {
    tools,
    async open(scope) {
      digests ??= digestsOf(tools);
      const known = await digests;
      const recorded = await scope.step('tools', () => visible(scope, tools, known));
      const changed = recorded.filter(
        ([name, digest]) => !tools.some((tool) => tool.name === name && known.get(tool) === digest),
      );
      if (changed.length > 0) throw toolsChanged(changed.map(([name]) => name));
      const seen = new Set(recorded.map(([name]) => name));
      return {
        definitions: specs.definitions.filter(({ name }) => {
          const tool = specs.find(name);
          return tool !== undefined && seen.has(tool.name);
        }),
        find(name) {
          const tool = specs.find(name) as DefinedTool | undefined;
          if (tool === undefined || !seen.has(tool.name)) return undefined;
          const definition = known.get(tool) as string;
          return { tool, timed: timed.get(tool) as Tool, definition };
        },
      };
    },
  };
}

/** Whether a tool exists for somebody. */
export function mayBeSeen(tool: DefinedTool, principal: Principal | undefined): boolean {
  return tool.visibleTo === undefined || tool.visibleTo(principal) === true;
}

async function digestsOf(tools: readonly DefinedTool[]): Promise<ReadonlyMap<DefinedTool, string>> {
  return new Map(
    await Promise.all(tools.map(async (tool) => [tool, await definitionDigest(tool)] as const)),
  );
}

/** What this run may see, recorded: a resume has the same tools, or is refused. */
function visible(
  { principal }: Scope,
  tools: readonly DefinedTool[],
  digests: ReadonlyMap<DefinedTool, string>,
): [string, string][] {
  return tools
    .filter((tool) => mayBeSeen(tool, principal))
    .map((tool) => [tool.name, digests.get(tool) as string]);
}
