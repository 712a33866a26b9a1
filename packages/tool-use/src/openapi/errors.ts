import { AshlarError, type Json } from '@ashlar/core';

declare module '@ashlar/core' {
  interface ErrorFacts {
    /** The document cannot be used; `where` is a JSON pointer into it. */
    'openapi.invalid': { readonly where: string; readonly problem: string };
    /** Operations that cannot become tools, with the reason for each. */
    'openapi.unsupported': { readonly operations: Readonly<Record<string, string>> };
    /** The arguments cannot be sent as the operation wants them. Nothing was sent. */
    'openapi.arguments': { readonly tool: string; readonly field: string };
    /** The service refused what it was asked (4xx): it has not happened. */
    'openapi.refused': RefusalFacts;
    /** The service failed (5xx, 408): what it was asked may have happened. */
    'openapi.failed': RefusalFacts;
    /** The host's `authorize` failed, or the service refused its credentials twice. */
    'openapi.unauthorized': { readonly tool: string; readonly status?: number };
    /** The service sent to another place, which is not followed. */
    'openapi.redirected': { readonly tool: string; readonly status: number };
    /** The request was sent and no whole answer came: what it asked for may have happened. */
    'openapi.unanswered': { readonly tool: string; readonly problem: 'network' | 'timeout' };
    /** The answer is larger than allowed. What was asked for has happened. */
    'openapi.too-large': { readonly tool: string; readonly limit: number };
  }
}

interface RefusalFacts {
  readonly tool: string;
  readonly status: number;
  /** What the service said, at most 2,000 characters, without the credentials. */
  readonly body: Json;
  /** Seconds after which it may be tried again, when the service says so. */
  readonly retryAfterSeconds?: number;
}

export function invalidDocument(where: string, problem: string): AshlarError<'openapi.invalid'> {
  return new AshlarError(
    'openapi.invalid',
    `The OpenAPI document cannot be used at ${where}: ${problem}.`,
    { facts: { where, problem } },
  );
}

export function unsupportedOperations(
  operations: Readonly<Record<string, string>>,
): AshlarError<'openapi.unsupported'> {
  const lines = Object.entries(operations).map(([name, reason]) => `- ${name}: ${reason}`);
  return new AshlarError(
    'openapi.unsupported',
    `These operations cannot become tools; leave them out with the option "operations":\n${lines.join('\n')}`,
    { facts: { operations } },
  );
}

export function wrongArgument(
  tool: string,
  field: string,
  problem: string,
): AshlarError<'openapi.arguments'> {
  return new AshlarError('openapi.arguments', `$.${field}: ${problem}. Nothing was sent.`, {
    facts: { tool, field },
  });
}
