import type {
  Agent,
  AnyAshlarError,
  Budget,
  JsonObject,
  Outcome,
  Principal,
  Run,
  Runtime,
} from '@ashlar/core';
import { toAshlarError } from '@ashlar/core';
import type { CallToolResult, Server, ServerContext, Tool } from '@modelcontextprotocol/server';
import { loaded } from '../errors.ts';
import { callResult } from './call-result.ts';
import { principalIn } from './caller.ts';
import type { Served } from './served.ts';

export interface ServingOptions {
  readonly name: string;
  readonly version: string;
  readonly instructions: string | undefined;
  /** By the names that clients see. */
  readonly served: ReadonlyMap<string, Served>;
  readonly runtime: Runtime;
  readonly budget: Budget | undefined;
  readonly errorText: (error: AnyAshlarError, tool: string) => string;
  readonly onSuspended: ((outcome: Suspended) => void) | undefined;
}

/** A run that waits for people, and what to resume it with: `runtime.resume(agent, checkpoint, decisions)`. */
export type Suspended = Extract<Outcome<unknown>, { readonly status: 'suspended' }> & {
  readonly agent: Agent;
};

/** For whom a connection serves. */
export interface Serving {
  /** Of callers that no HTTP request tells: those over stdio. */
  readonly principal?: Principal | undefined;
  /** Says that a call began; what it gives says that it ended. */
  readonly busy?: () => () => void;
}

/** A server of the SDK that lists and runs what is served. One for each connection. */
export async function protocolServer(
  options: ServingOptions,
  { principal, busy = () => () => {} }: Serving,
): Promise<Server> {
  const { name, version, instructions, served } = options;
  const sdk = await loaded(
    '@modelcontextprotocol/server',
    () => import('@modelcontextprotocol/server'),
  );
  const server = new sdk.Server(
    { name, version },
    { capabilities: { tools: {} }, ...(instructions !== undefined && { instructions }) },
  );
  const callerOf = ({ http }: ServerContext): Principal | undefined =>
    http === undefined ? principal : principalIn(http.authInfo);

  server.setRequestHandler('tools/list', (_request, context) => {
    const caller = callerOf(context);
    return {
      tools: [...served].flatMap(([wire, one]) =>
        one.isVisibleTo(caller) ? [shown(wire, one)] : [],
      ),
    };
  });
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const caller = callerOf(context);
    const one = served.get(params.name);
    if (one === undefined || !one.isVisibleTo(caller))
      throw new sdk.ProtocolError(
        sdk.ProtocolErrorCode.InvalidParams,
        `There is no tool ${params.name}.`,
      );
    const done = busy();
    try {
      return await call(one, (params.arguments ?? {}) as JsonObject, caller, context, options);
    } finally {
      done();
    }
  });
  return server;
}

function shown(
  name: string,
  { description, inputSchema, outputSchema, annotations }: Served,
): Tool {
  return {
    name,
    description,
    inputSchema: { ...inputSchema, type: 'object' },
    ...(outputSchema !== undefined && { outputSchema: { ...outputSchema, type: 'object' } }),
    ...(annotations !== undefined && { annotations }),
  };
}

async function call(
  one: Served,
  given: JsonObject,
  principal: Principal | undefined,
  context: ServerContext,
  options: ServingOptions,
): Promise<CallToolResult> {
  const { runtime, budget, errorText, onSuspended } = options;
  let run: Run<unknown>;
  try {
    const { signal } = context.mcpReq;
    run = runtime.run(one.agent, one.inputOf(given), { signal, budget, principal });
  } catch (thrown) {
    const error = toAshlarError(thrown);
    const structuredContent = { status: 'failed', code: error.code };
    return {
      content: [{ type: 'text', text: errorText(error, one.name) }],
      structuredContent,
      isError: true,
    };
  }
  if (context.mcpReq._meta?.progressToken !== undefined) await reportProgress(run, context);
  const outcome = await run.outcome;
  if (outcome.status === 'suspended') onSuspended?.({ ...outcome, agent: one.agent });
  return callResult(outcome, one.name, errorText);
}

/** Tells the client that something goes on: which kinds of effects, and what tools say themselves; no names, inputs or results. */
async function reportProgress(run: Run<unknown>, { mcpReq }: ServerContext): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  let progress = 0;
  for await (const event of run) {
    const message =
      event.type === 'effect.started'
        ? event.effect
        : event.type === 'note' && event.name === 'tool.progress'
          ? JSON.stringify((event.data as JsonObject).data ?? null)
          : undefined;
    if (message === undefined) continue;
    progress += 1;
    const params = { progressToken, progress, message };
    // A client that went away aborts the run; here it is only no longer told.
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  }
}
