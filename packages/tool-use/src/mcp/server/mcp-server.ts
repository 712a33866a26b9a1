import {
  type Agent,
  type AnyAshlarError,
  type Budget,
  createRuntime,
  type Principal,
  type Runtime,
} from '@ashlar/core';
import type { McpHttpHandler } from '@modelcontextprotocol/server';
import { wireNames } from '../../define/wire-names.ts';
import type { DefinedTool } from '../../tool.ts';
import { invalidOption, loaded } from '../errors.ts';
import { authInfoOf } from './caller.ts';
import { clientText } from './client-text.ts';
import { httpSessions, refusal } from './http-sessions.ts';
import { protocolServer, type Serving, type Suspended } from './protocol-server.ts';
import { type Served, serveAgent, serveTool } from './served.ts';

export interface McpServerOptions {
  readonly name: string;
  readonly version: string;
  /** What clients are told about the whole. @default nothing */
  readonly instructions?: string;
  readonly tools?: readonly DefinedTool[];
  /** Served as tools: a call is a run. */
  readonly agents?: readonly Agent[];
  /** Under which every call runs: journal, policies, listeners. @default one without any */
  readonly runtime?: Runtime;
  /** Of each call. @default none */
  readonly budget?: Budget;
  /** Milliseconds for one call of a tool that has no limit of its own; agents have budgets. @default 60,000 */
  readonly timeoutMs?: number;
  /** What clients read of an error. @default only what was made for others to read */
  readonly errorText?: (error: AnyAshlarError, tool: string) => string;
  /** Runs that wait for people, to be decided and resumed by the host. The client is told that the call failed. @default not told */
  readonly onSuspended?: (outcome: Suspended) => void;
  /** How it is reached over HTTP. @default only from this machine, by anybody */
  readonly http?: McpHttpOptions;
}

export interface McpHttpOptions {
  /** Who calls, from the request's credentials. `undefined` is refused with 401. @default nobody is asked, which needs local hosts */
  readonly principalOf?: (
    request: Request,
  ) => Principal | undefined | Promise<Principal | undefined>;
  /** Names in the `Host` header that are answered, without ports: against DNS rebinding. @default those of this machine */
  readonly hosts?: readonly string[];
  /** Names in the `Origin` header of browsers that are answered. @default those of this machine */
  readonly origins?: readonly string[];
  /** Where clients find out how to authorize (RFC 9728); told with 401. @default nowhere */
  readonly resourceMetadataUrl?: string;
}

/** Tools and agents as an MCP server. */
export interface McpServer {
  /** Answers one request over streamable HTTP. In Node: `createServer(toNodeHandler(server))` with `@modelcontextprotocol/node`. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Serves over the standard input and output of this process, which must write nothing else there. */
  stdio(options?: { readonly principal?: Principal }): Promise<void>;
  /** Ends all connections and aborts what runs for them. */
  close(): Promise<void>;
}

/**
 * Serves tools and agents to MCP clients, in the protocols of 2025 and of 2026.
 *
 * Each call is a run under the runtime: on behalf of the caller, with the budget, aborted when the client cancels or goes away. Arguments
 * are checked, and a tool that needs an approval suspends its run. A run that does not complete is an error with a text that is safe
 * to show and its status as structured content.
 *
 * @throws mcp.invalid, tool.duplicate, schema.unsupported
 */
export function mcpServer(options: McpServerOptions): McpServer {
  const { name, version, tools = [], agents = [], http = {}, timeoutMs = 60_000 } = options;
  const { principalOf, hosts, origins } = http;
  if (hosts !== undefined && principalOf === undefined)
    throw invalidOption(
      'http.hosts',
      'others can reach it then, so say with http.principalOf who calls',
    );
  const all: readonly Served[] = [
    ...tools.map((one) => serveTool(one, timeoutMs)),
    ...agents.map(serveAgent),
  ];
  const names = wireNames(all.map((one) => one.name));
  const serving = {
    name,
    version,
    instructions: options.instructions,
    served: new Map(all.map((one) => [names.get(one.name) as string, one])),
    runtime: options.runtime ?? createRuntime(),
    budget: options.budget,
    errorText: options.errorText ?? clientText,
    onSuspended: options.onSuspended,
  };
  const serverFor = (to: Serving) => protocolServer(serving, to);
  const sessions = httpSessions(serverFor);
  const closing: (() => Promise<void>)[] = [sessions.close];
  let modern: McpHttpHandler | undefined;
  let isClosed = false;

  async function fetch(request: Request): Promise<Response> {
    if (isClosed) return refusal(503, 'The server is closed.');
    const sdk = await loaded(
      '@modelcontextprotocol/server',
      () => import('@modelcontextprotocol/server'),
    );
    const wrong =
      sdk.hostHeaderValidationResponse(request, [...(hosts ?? sdk.localhostAllowedHostnames())]) ??
      sdk.originValidationResponse(request, [...(origins ?? sdk.localhostAllowedOrigins())]);
    if (wrong !== undefined) return wrong;
    let principal: Principal | undefined;
    try {
      principal = await principalOf?.(request);
    } catch {
      return refusal(500, 'It could not be found out who calls.');
    }
    if (principalOf !== undefined && principal === undefined) return unauthenticated(http);
    if (await sdk.isLegacyRequest(request)) return sessions.handle(request, principal);
    if (modern === undefined) {
      modern = sdk.createMcpHandler(() => serverFor({}), { legacy: 'reject' });
      closing.push(modern.close);
    }
    const authInfo = authInfoOf(principal);
    return modern.fetch(request, authInfo === undefined ? {} : { authInfo });
  }

  return {
    fetch,
    async stdio({ principal } = {}) {
      const { serveStdio } = await loaded(
        '@modelcontextprotocol/server',
        () => import('@modelcontextprotocol/server/stdio'),
      );
      const handle = serveStdio(() => serverFor({ principal }));
      closing.push(() => handle.close());
    },
    async close() {
      isClosed = true;
      await Promise.all(closing.splice(0).map((close) => close()));
    },
  };
}

function unauthenticated({ resourceMetadataUrl }: McpHttpOptions): Response {
  const where =
    resourceMetadataUrl === undefined ? '' : ` resource_metadata="${resourceMetadataUrl}"`;
  return refusal(401, 'Say who you are.', { 'www-authenticate': `Bearer${where}` });
}
