import { AshlarError, type Json } from '@ashlar/core';
import './errors.ts';
import type { Sending } from './send-request.ts';

/** The error for an answer that is larger than allowed. */
export function tooLarge(tool: string, limit: number): AshlarError {
  return new AshlarError(
    'openapi.too-large',
    `${tool} has run, but its answer is larger than ${limit} bytes. Ask for less, or raise maxResponseBytes.`,
    { facts: { tool, limit } },
  );
}

/** The error for credentials that are missing, cannot be sent or are not accepted. */
export function unauthorized(
  tool: string,
  problem: string,
  { status, cause }: { readonly status?: number; readonly cause?: unknown } = {},
): AshlarError {
  return new AshlarError('openapi.unauthorized', `${tool} was not called. ${problem}.`, {
    facts: { tool, ...(status !== undefined && { status }) },
    ...(cause !== undefined && { cause }),
  });
}

const longestBody = 2000;

/** The error for a status that is none of success, with what the service said. */
export function refused(
  response: Response,
  value: Json,
  { tool, repeatable }: Pick<Sending, 'tool' | 'repeatable'>,
): AshlarError {
  const { status } = response;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const body: Json = text.length > longestBody ? `${text.slice(0, longestBody)}…` : value;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const isRefusal = status < 500 && status !== 408;
  const again = status === 429 || (repeatable && [408, 425, 500, 502, 503, 504].includes(status));
  const caution =
    isRefusal || repeatable ? '' : ' What was asked for may have happened all the same.';
  return new AshlarError(
    isRefusal ? 'openapi.refused' : 'openapi.failed',
    `The service answered ${tool} with ${status}: ${text.slice(0, longestBody)}${caution}`,
    {
      retryable: again,
      facts: {
        tool,
        status,
        body,
        ...(Number.isFinite(seconds) && { retryAfterSeconds: seconds }),
      },
    },
  );
}

/** The error for a redirect that is not followed. */
export function redirected(tool: string, status: number): AshlarError {
  return new AshlarError(
    'openapi.redirected',
    `The service sent ${tool} elsewhere (${status}), which is not followed. Check the address of the service.`,
    { facts: { tool, status } },
  );
}

/** The error for a request that was sent and not answered; the reason of the abort when somebody wanted it to end. */
export function unanswered(
  sending: Pick<Sending, 'tool' | 'signal' | 'timeoutMs' | 'repeatable'>,
  cause: unknown,
): unknown {
  const { tool, signal, timeoutMs, repeatable } = sending;
  const late = isTimeout(signal);
  if (signal.aborted && !late) return signal.reason;
  const what = late ? `within ${timeoutMs} ms` : 'before the connection ended';
  return new AshlarError(
    'openapi.unanswered',
    `The service did not answer ${tool} ${what}. What was asked for may have happened: check before you repeat it.`,
    {
      retryable: repeatable,
      facts: { tool, problem: late ? 'timeout' : 'network' },
      ...(!late && cause !== undefined && { cause }),
    },
  );
}

/** Whether it was the time of the call that ended it. */
export function isTimeout({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof DOMException && reason.name === 'TimeoutError';
}
