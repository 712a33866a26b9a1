import { createHash } from 'node:crypto';
import type { JsonObject } from '@ashlar/core';
import { validationError } from '../errors.ts';
import { parseJson } from '../parse-json.ts';
import { numberAt, stringAt } from '../wire/read.ts';

/** One page of a list of results. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Leads to the next page; absent on the last. */
  readonly nextToken?: string;
}

/**
 * The page of `items` that a request asks for. A token holds its place and the digest of its request, so that it needs no memory
 * and fits to no other request.
 *
 * @throws ServiceError for a token that is not of this request
 */
export function pageOf<T>(items: readonly T[], body: JsonObject, pageSize: number): Page<T> {
  const digest = digestOf(body);
  const start = offsetOf(stringAt(body, 'nextToken'), digest);
  const end = start + pageSize;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { nextToken: tokenOf(end, digest) }),
  };
}

function tokenOf(offset: number, digest: string): string {
  return Buffer.from(JSON.stringify({ offset, digest })).toString('base64url');
}

function offsetOf(token: string | undefined, digest: string): number {
  if (token === undefined) return 0;
  const given = parseJson(Buffer.from(token, 'base64url').toString('utf8')) ?? null;
  const offset = numberAt(given, 'offset');
  if (offset !== undefined && stringAt(given, 'digest') === digest) return offset;
  throw validationError(
    'The provided nextToken is invalid for this request. Send it with the request that it came from.',
  );
}

function digestOf({ nextToken: _token, ...request }: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 16);
}
