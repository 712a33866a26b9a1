import type { Json, JsonObject } from '@ashlar/core';
import type { Bindings } from './bindings.ts';
import { wrongArgument } from './errors.ts';
import { headerText, type Pair, pathText, queryPairs } from './serialize-parameter.ts';

/** A request without its credentials. */
export interface BuiltRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly Pair[];
  readonly body: string | undefined;
}

/** Where an operation is called, and how. */
export interface RequestPlan {
  readonly tool: string;
  readonly method: string;
  readonly path: string;
  readonly base: URL;
  readonly bindings: Bindings;
  readonly maxRequestBytes: number;
}

/**
 * The request for checked arguments. The address cannot leave the base address, whatever the arguments are.
 *
 * @throws openapi.arguments
 */
export function buildRequest(plan: RequestPlan, input: JsonObject): BuiltRequest {
  const { tool, method, base, bindings } = plan;
  const query: Pair[] = [];
  const headers: Pair[] = [];
  const cookies: Pair[] = [];
  let { path } = plan;
  for (const binding of bindings.parameters) {
    const { argument, name, place } = binding;
    const value = Object.hasOwn(input, argument) ? input[argument] : undefined;
    if (value === undefined) continue;
    if (place === 'query') query.push(...queryPairs(binding, value));
    else if (place === 'cookie') cookies.push(...queryPairs(binding, value));
    else if (place === 'header')
      headers.push([name, safeHeader(tool, argument, headerText(binding, value))]);
    else path = path.replaceAll(`{${name}}`, safeSegment(tool, argument, pathText(binding, value)));
  }
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/$/, '')}${path}`;
  url.search = joined(query, '&');
  if (cookies.length > 0) headers.push(['cookie', joined(cookies, '; ')]);
  const body = bodyText(plan, input);
  if (body !== undefined) headers.push(['content-type', bindings.body?.mediaType ?? 'text/plain']);
  return { method, url, headers, body };
}

function joined(pairs: readonly Pair[], separator: string): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join(separator);
}

// A dot segment would climb out of its place in the path, an empty one would name another resource.
function safeSegment(tool: string, argument: string, text: string): string {
  if (text === '') throw wrongArgument(tool, argument, 'must not be empty');
  if (/^(?:\.|%2e){1,2}$/i.test(text))
    throw wrongArgument(tool, argument, 'must not be "." or ".."');
  return text;
}

function safeHeader(tool: string, argument: string, text: string): string {
  if (!/^[\t\x20-\x7e]*$/.test(text))
    throw wrongArgument(tool, argument, 'must be one line of ASCII, it is sent as a header');
  return text;
}

function bodyText(
  { tool, bindings, maxRequestBytes }: RequestPlan,
  input: JsonObject,
): string | undefined {
  const { body } = bindings;
  if (body === undefined || !Object.hasOwn(input, body.argument)) return undefined;
  const value = input[body.argument] as Json;
  const text = encoded(body.mediaType, value);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > maxRequestBytes)
    throw wrongArgument(
      tool,
      body.argument,
      `has ${bytes} bytes, at most ${maxRequestBytes} are sent`,
    );
  return text;
}

function encoded(mediaType: string, value: Json): string {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(mediaType);
  if (isForm && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const pairs = Object.entries(value).flatMap(([name, one]) =>
      queryPairs({ name, style: 'form', explode: true, json: isNested(one) }, one),
    );
    return joined(pairs, '&').replaceAll('%20', '+');
  }
  const isText = /^text\//i.test(mediaType);
  return isText && typeof value === 'string' ? value : JSON.stringify(value);
}

function isNested(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
