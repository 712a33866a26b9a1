import { type Json, type Principal, toJson } from '@ashlar/core';
import type { ToolContent } from '../results/tool-content.ts';
import {
  isTimeout,
  redirected,
  refused,
  tooLarge,
  unanswered,
  unauthorized,
} from './answer-errors.ts';
import type { BuiltRequest } from './build-request.ts';
import { type Authorize, type Credentials, withoutCredentials } from './credentials.ts';
import type { OpenApiOperation } from './openapi-operation.ts';
import { readBody } from './read-response.ts';
import { untilAborted } from './until-aborted.ts';

/** What is needed to send a request and read its answer. */
export interface Sending {
  readonly tool: string;
  readonly operation: OpenApiOperation;
  /** Whether it may be sent again after an error: no answer and 429, 503 are then `retryable`. */
  readonly repeatable: boolean;
  readonly principal: Principal | undefined;
  readonly authorize: Authorize | undefined;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

/**
 * Sends a request with the host's credentials and gives the answer.
 *
 * A 401 asks the host once for new credentials: the service has done nothing yet. Redirects are followed for GET, on the same host only,
 * and at most three.
 *
 * @throws openapi.refused, openapi.failed, openapi.unauthorized, openapi.redirected, openapi.unanswered, openapi.too-large
 */
export async function sendRequest(
  request: BuiltRequest,
  sending: Sending,
): Promise<Json | ToolContent> {
  const used: Credentials[] = [];
  const attempt = async (refresh: boolean): Promise<Response> => {
    const credentials = await credentialsFor(sending, refresh);
    used.push(credentials);
    return followed(request, credentials, sending);
  };
  let response = await attempt(false);
  if (response.status === 401 && sending.authorize !== undefined) {
    await response.body?.cancel();
    response = await attempt(true);
  }
  const clean = (text: string): string => withoutCredentials(text, used);
  return answer(response, sending, clean);
}

async function credentialsFor(sending: Sending, refresh: boolean): Promise<Credentials> {
  const { authorize, principal, operation, signal, tool } = sending;
  if (authorize === undefined) return {};
  try {
    const given = Promise.resolve(authorize({ principal, operation, refresh, signal }));
    return await untilAborted(signal, given);
  } catch (cause) {
    if (signal.aborted && !isTimeout(signal)) throw signal.reason;
    throw unauthorized(tool, 'Nothing was sent: the host gave no credentials', { cause });
  }
}

const mostRedirects = 3;

async function followed(
  request: BuiltRequest,
  credentials: Credentials,
  sending: Sending,
): Promise<Response> {
  let { url } = request;
  for (let count = 0; ; count += 1) {
    const response = await fetched({ ...request, url }, credentials, sending);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || response.status === 304) return response;
    await response.body?.cancel();
    const target =
      location === null || !URL.canParse(location, url.href) ? undefined : new URL(location, url);
    const may = request.method === 'GET' && target?.origin === url.origin && count < mostRedirects;
    if (!may || target === undefined) throw redirected(sending.tool, response.status);
    url = target;
  }
}

async function fetched(
  { method, url, headers, body }: BuiltRequest,
  credentials: Credentials,
  sending: Sending,
): Promise<Response> {
  const target = new URL(url);
  for (const [name, value] of Object.entries(credentials.query ?? {})) {
    target.searchParams.set(name, value);
  }
  const all = mergedHeaders(headers, credentials, sending.tool);
  const init = { method, headers: all, redirect: 'manual' as const, signal: sending.signal };
  try {
    const sent = sending.fetch(target.href, body === undefined ? init : { ...init, body });
    return await untilAborted(sending.signal, sent);
  } catch (cause) {
    throw unanswered(
      sending,
      withoutCredentials(`${cause}`, [credentials]) === `${cause}` ? cause : undefined,
    );
  }
}

// The message of the platform's own error would repeat the value.
function mergedHeaders(
  headers: BuiltRequest['headers'],
  credentials: Credentials,
  tool: string,
): Headers {
  const all = new Headers({ accept: 'application/json, text/*;q=0.8, */*;q=0.5' });
  for (const [name, value] of headers) all.set(name, value);
  const cookie = all.get('cookie');
  try {
    for (const [name, value] of Object.entries(credentials.headers ?? {})) all.set(name, value);
  } catch {
    throw unauthorized(
      tool,
      'Nothing was sent: no header can hold the credentials (a line break?)',
    );
  }
  const own = all.get('cookie');
  if (cookie !== null && own !== null && own !== cookie) all.set('cookie', `${cookie}; ${own}`);
  return all;
}

async function answer(
  response: Response,
  sending: Sending,
  clean: (text: string) => string,
): Promise<Json | ToolContent> {
  const { tool, maxResponseBytes } = sending;
  let read: Awaited<ReturnType<typeof readBody>>;
  try {
    read = await untilAborted(sending.signal, readBody(response, maxResponseBytes, clean));
  } catch (cause) {
    throw unanswered(sending, cause);
  }
  if (response.ok) {
    if (read.ok) return read.value;
    throw tooLarge(tool, maxResponseBytes);
  }
  if (response.status === 401) {
    throw unauthorized(tool, 'The service did not accept the credentials', { status: 401 });
  }
  throw refused(response, read.ok ? toJson(read.value) : 'The answer was too large.', sending);
}
