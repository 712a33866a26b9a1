import type { EffectKind, JsonObject } from '@ashlar/core';
import type { CallToolResult, Progress } from '@modelcontextprotocol/client';
import { rejected } from '../../errors.ts';
import { type DefinedTool, type ToolOptions, type ToolRunContext, tool } from '../../tool.ts';
import type { ReadyTool } from './accepted-tools.ts';
import { cleanText } from './clean-text.ts';
import type { McpDefinition } from './mcp-definition.ts';
import { readCallResult } from './read-call-result.ts';
import type { Requests } from './requests.ts';

/** What the host may set for one tool of a server. */
export interface McpToolSettings
  extends Partial<
    Pick<
      ToolOptions<JsonObject, unknown>,
      'name' | 'description' | 'effect' | 'needsApproval' | 'visibleTo' | 'timeoutMs'
    >
  > {}

export interface McpToolOptions {
  readonly server: string;
  readonly requests: Requests;
  readonly trustHints: boolean;
  readonly timeoutMs: number;
  readonly settings: McpToolSettings;
  /** Whether the server and the host still agree on its definition. */
  readonly isReady: () => Promise<boolean>;
  /** Why it may not be called as it is now. */
  readonly changed: () => Error;
}

/** A tool of core that calls a tool of a server, bound to the very definition that was accepted. */
export function mcpTool(ready: ReadyTool, options: McpToolOptions): DefinedTool<JsonObject> {
  const { definition, digest, input, output } = ready;
  const { server, requests, settings } = options;
  const effect = settings.effect ?? (options.trustHints ? hinted(definition) : 'once');
  const name = settings.name ?? `${server}__${definition.name}`;
  const timeoutMs = settings.timeoutMs ?? options.timeoutMs;
  const repeatable = effect !== 'once';
  return tool({
    needsApproval: effect !== 'read',
    ...settings,
    name,
    // With the digest in it what people approve is bound to all of the definition, also to what models are not shown.
    description: `${settings.description ?? ready.description}\n[definition ${digest.slice(0, 32)}]`,
    input,
    effect,
    timeoutMs,
    async run(given, context) {
      const result = (await requests.send(
        {
          name,
          repeatable,
          timeoutMs,
          signal: context.signal,
          before: () => refuseChanged(options),
        },
        (client, requestOptions) =>
          client.callTool(
            { name: definition.name, arguments: given },
            {
              ...requestOptions,
              onprogress: (progress) => report(context, progress),
              // What was accepted; the output is checked here, where its errors can be told from others.
              toolDefinition: {
                name: definition.name,
                inputSchema: { ...definition.inputSchema, type: 'object' },
              },
            },
          ),
      )) as CallToolResult;
      return readCallResult(result, { server, tool: name, repeatable, output });
    },
  });
}

async function refuseChanged({ isReady, changed }: McpToolOptions): Promise<void> {
  if (await isReady()) return;
  const cause = changed();
  throw Object.assign(rejected(cause.message), { cause });
}

// Only on the host's word: a server may say anything of itself.
function hinted({ annotations = {} }: McpDefinition): EffectKind {
  if (annotations.readOnlyHint === true) return 'read';
  return annotations.idempotentHint === true ? 'idempotent' : 'once';
}

const longestMessage = 500;

function report(context: ToolRunContext, { progress, total, message }: Progress): void {
  context.progress({
    progress,
    ...(total !== undefined && { total }),
    ...(message !== undefined && { message: cleanText(message, longestMessage) }),
  });
}
