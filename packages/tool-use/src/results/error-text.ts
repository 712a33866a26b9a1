import type { AnyAshlarError } from '@ashlar/core';
// Only for the codes: the main entry does without the rest.
import type {} from '../mcp/errors.ts';
import type {} from '../openapi/errors.ts';

/**
 * What the model reads of an error, unless the agent has another policy. The words of errors that were made for the model
 * ({@link rejected}) or by this library about the call itself; of all others only that the tool failed, since messages of foreign
 * errors hold host names, paths and secrets. Never a stack.
 */
export function errorText(error: AnyAshlarError, tool: string): string {
  switch (error.code) {
    case 'tool.rejected':
    case 'input.invalid':
    case 'openapi.arguments':
    case 'openapi.refused':
    case 'openapi.failed':
    case 'openapi.unanswered':
    case 'openapi.too-large':
    case 'mcp.failed':
    case 'mcp.unanswered':
    case 'mcp.unavailable':
      return short(error.message);
    case 'tool.timeout':
      return `${tool} did not answer within ${error.facts.timeoutMs} ms.`;
    case 'policy.denied':
      return `You may not use ${tool} for this.`;
    default:
      return `${tool} failed.${error.retryable ? ' It may work later.' : ''}`;
  }
}

const LONGEST = 2000;

function short(message: string): string {
  return message.length <= LONGEST ? message : `${message.slice(0, LONGEST)} …`;
}
