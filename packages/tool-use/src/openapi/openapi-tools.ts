import { type EffectKind, isAshlarError, type JsonObject, type ToolContext } from '@ashlar/core';
import { toolSchema } from '../define/tool-schema.ts';
import { duplicateTool } from '../definition-errors.ts';
import { type DefinedTool, type ToolOptions, tool } from '../tool.ts';
import { type Servers, serversOf } from './base-url.ts';
import { bindingsOf } from './bindings.ts';
import { buildRequest } from './build-request.ts';
import type { Authorize } from './credentials.ts';
import type { OpenApiObject } from './document.ts';
import { unsupportedOperations } from './errors.ts';
import { type OpenApiOperation, type ReadOperation, readOperations } from './openapi-operation.ts';
import { sendRequest } from './send-request.ts';

/** What may be set for one operation. */
export interface OperationSettings
  extends Partial<
    Pick<
      ToolOptions<JsonObject, unknown>,
      'name' | 'description' | 'effect' | 'needsApproval' | 'visibleTo'
    >
  > {}

export interface OpenApiToolsOptions {
  /** A parsed OpenAPI document, version 3.0 to 3.2, in one file. */
  readonly document: OpenApiObject;
  /** Which operations, by their ids or by a rule. @default all that are not deprecated */
  readonly operations?: readonly string[] | ((operation: OpenApiOperation) => boolean);
  /** Changes for single operations, for example `effect: 'read'` for a search by POST. @default none */
  readonly settings?: (operation: OpenApiOperation) => OperationSettings;
  /** The host's credentials. Needed when an operation asks for some. */
  readonly authorize?: Authorize;
  /** Where the service is. @default the document's first server, which must be https or on this machine */
  readonly baseUrl?: string;
  /** The hosts that may be called, with the port where it is not the usual one. @default that of `baseUrl`, else of the first server */
  readonly hosts?: readonly string[];
  /** The header in which the idempotency key goes with all but reading operations. @default only where an operation declares it */
  readonly idempotencyHeader?: string;
  /** Milliseconds for one call, credentials included. @default 30,000 */
  readonly timeoutMs?: number;
  /** Bytes of the body of a request. @default 1,000,000 */
  readonly maxRequestBytes?: number;
  /** Bytes of the body of a response, uncompressed. @default 1,000,000 */
  readonly maxResponseBytes?: number;
  /** Sends the requests, for proxies and client certificates. @default the platform's `fetch` */
  readonly fetch?: typeof fetch;
}

/**
 * Tools from an OpenAPI document: one for each operation, in its order.
 *
 * Parameters become arguments by their names, the body becomes the argument `body`. A call gives what the service answers: JSON, text,
 * or an image or PDF for the model to look at. GET, HEAD and OPTIONS are `read`, PUT and DELETE `idempotent`, all else `once`.
 *
 * Credentials come from `authorize` on behalf of the principal of the run, are asked for anew once after a 401, and are never an
 * argument, a result, an event or part of an error. Only the allowed hosts are called, and redirects leave none of them.
 *
 * @throws openapi.invalid, openapi.unsupported (naming every operation that cannot be a tool), tool.duplicate
 */
export function openApiTools(options: OpenApiToolsOptions): readonly DefinedTool<JsonObject>[] {
  const { document, operations = ({ deprecated }) => !deprecated } = options;
  const all = readOperations(document);
  const wanted = Array.isArray(operations) ? byId(all, operations) : all.filter(rule(operations));
  const servers = serversOf(document, options.baseUrl, options.hosts);
  const reasons: Record<string, string> = {};
  const tools: DefinedTool<JsonObject>[] = [];
  const names = new Set<string>();
  for (const operation of wanted) {
    try {
      const made = operationTool(operation, servers, options);
      if (names.has(made.name)) throw duplicateTool(made.name);
      names.add(made.name);
      tools.push(made);
    } catch (error) {
      Object.assign(reasons, reasonFor(operation, error));
    }
  }
  if (Object.keys(reasons).length > 0) throw unsupportedOperations(reasons);
  return tools;
}

type Rule = (operation: OpenApiOperation) => boolean;

function rule(operations: readonly string[] | Rule): Rule {
  return typeof operations === 'function' ? operations : ({ id }) => operations.includes(id);
}

function byId(all: readonly ReadOperation[], ids: readonly string[]): readonly ReadOperation[] {
  const unknown = ids.filter((id) => !all.some((one) => one.id === id));
  if (unknown.length > 0) {
    const reason = 'the document has no such operation';
    throw unsupportedOperations(Object.fromEntries(unknown.map((id) => [id, reason])));
  }
  return all.filter(({ id }) => ids.includes(id));
}

function reasonFor(operation: ReadOperation, error: unknown): Readonly<Record<string, string>> {
  if (isAshlarError(error, 'openapi.unsupported')) return error.facts.operations;
  if (isAshlarError(error, 'schema.unsupported') || isAshlarError(error, 'tool.definition'))
    return { [operation.id]: error.message };
  throw error;
}

function operationTool(
  operation: ReadOperation,
  servers: Servers,
  options: OpenApiToolsOptions,
): DefinedTool<JsonObject> {
  const { authorize, timeoutMs = 30_000, maxResponseBytes = 1_000_000 } = options;
  const { settings, maxRequestBytes = 1_000_000 } = options;
  const { id, method, path, security, description } = operation;
  if (security.length > 0 && authorize === undefined) {
    const reason = `it needs credentials (${security.join(', ')}): give the option authorize`;
    throw unsupportedOperations({ [id]: reason });
  }
  const bindings = bindingsOf(options.document, operation);
  const own = settings?.(publicPart(operation)) ?? {};
  const name = own.name ?? id;
  const effect = own.effect ?? effectOf(method);
  const base = servers.baseOf(operation);
  const plan = { tool: name, method, path, base, bindings, maxRequestBytes };
  const keyHeader =
    effect === 'read' ? undefined : (options.idempotencyHeader ?? bindings.idempotencyHeader);
  return tool({
    ...own,
    name,
    description: own.description ?? description,
    input: toolSchema<JsonObject>(bindings.schema),
    effect,
    timeoutMs,
    async run(input, context) {
      const built = buildRequest(plan, input);
      const key = keyHeader === undefined ? [] : [[keyHeader, await shortKey(context)] as const];
      const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]);
      context.signal.throwIfAborted();
      return sendRequest(
        { ...built, headers: [...built.headers, ...key] },
        {
          tool: name,
          operation: publicPart(operation),
          repeatable: effect !== 'once',
          principal: context.principal,
          authorize,
          fetch: options.fetch ?? fetch,
          signal,
          timeoutMs,
          maxResponseBytes,
        },
      );
    },
  });
}

function publicPart({
  id,
  method,
  path,
  tags,
  deprecated,
  security,
}: ReadOperation): OpenApiOperation {
  return { id, method, path, tags, deprecated, security };
}

function effectOf(method: string): EffectKind {
  if (['GET', 'HEAD', 'OPTIONS', 'QUERY'].includes(method)) return 'read';
  return method === 'PUT' || method === 'DELETE' ? 'idempotent' : 'once';
}

// The key names the tenant and may be long; a service needs neither.
async function shortKey({ idempotencyKey }: ToolContext): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(idempotencyKey));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
