import { type AshlarError, isAshlarError } from '@ashlar/core';
import { unanswered, unauthorized } from '../errors.ts';
import { streamLost } from './answer-lost-streams.ts';
import { refusedRequest } from './refused-request.ts';

/** What a failed request means for what it asked for. */
export type Failure =
  | { readonly kind: 'not-sent' }
  | { readonly kind: 'unknown'; readonly problem: 'connection' | 'timeout' }
  | { readonly kind: 'answered'; readonly error: AshlarError };

/** Reads an error of the SDK. What it does not know counts as unknown, never as not sent. */
export function failureOf(server: string, request: string, thrown: unknown): Failure {
  if (isAshlarError(thrown)) return { kind: 'answered', error: thrown as AshlarError };
  const { name, code, status } = factsOf(thrown);
  if ((name !== undefined && authorizationErrors.test(name)) || status === 401)
    return { kind: 'answered', error: unauthorized(server, thrown) };
  // A session that the server does not know: it answers 404 before it looks at the request.
  if (status === 404 || code === 'NOT_CONNECTED' || refusedConnection(thrown))
    return { kind: 'not-sent' };
  if (code === streamLost) return { kind: 'unknown', problem: 'connection' };
  if (code === 'REQUEST_TIMEOUT') return { kind: 'unknown', problem: 'timeout' };
  if (typeof code === 'number' || (status !== undefined && status < 500))
    return { kind: 'answered', error: refusedRequest(server, request, thrown, status) };
  return { kind: 'unknown', problem: 'connection' };
}

/** The error for a request that failed and is not made again. */
export function failureError(
  server: string,
  request: string,
  failure: Exclude<Failure, { readonly kind: 'not-sent' }>,
  retryable: boolean,
): AshlarError {
  if (failure.kind === 'answered') return failure.error;
  return unanswered(server, request, failure.problem, retryable) as AshlarError;
}

// Of the SDK's OAuth: no request is sent without a token that it wanted.
const authorizationErrors =
  /^(Unauthorized|OAuth|InsufficientScope|Issuer|RegistrationRejected|InsecureTokenEndpoint|AuthorizationServerMismatch)/;

interface ErrorFactsOfSdk {
  readonly name?: string;
  readonly code?: string | number;
  readonly status?: number;
}

// By shape: `instanceof` fails when two copies of the SDK are installed.
function factsOf(thrown: unknown): ErrorFactsOfSdk {
  return typeof thrown === 'object' && thrown !== null ? (thrown as ErrorFactsOfSdk) : {};
}

function refusedConnection(thrown: unknown): boolean {
  const cause = factsOf(thrown instanceof Error ? thrown.cause : undefined);
  return cause.code === 'ECONNREFUSED' || cause.code === 'ENOTFOUND';
}
