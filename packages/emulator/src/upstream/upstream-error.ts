import { AshlarError, type Json, type ModelFacts } from '@ashlar/core';
import { parseJson } from '../parse-json.ts';
import { at, stringAt } from '../wire/read.ts';

type ModelCode =
  | 'model.throttled'
  | 'model.unavailable'
  | 'model.timeout'
  | 'model.failed'
  | 'model.denied'
  | 'model.not-found'
  | 'model.invalid-request'
  | 'model.context-overflow'
  | 'model.credentials';

/** An HTTP error of the server as core's error. */
export async function statusError(model: string, response: Response): Promise<AshlarError> {
  const { status } = response;
  const body = await response.text().catch(() => '');
  const message = messageOf(body) ?? `HTTP ${status}`;
  const code = codeOf(status, message);
  const retryAfterMs = retryAfter(response.headers.get('retry-after'));
  return new AshlarError(code, `${model} answered ${status}: ${message}`, {
    facts: { model, status, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    retryable: status === 408 || status === 429 || status >= 500,
  });
}

/** What `fetch` threw as core's error: the caller's abort, or a connection that failed or broke. */
export function networkError(
  model: string,
  error: unknown,
  signal: AbortSignal,
  midStream: boolean,
): AshlarError {
  if (signal.aborted) {
    return new AshlarError('run.stopped', `The call of ${model} was aborted.`, {
      facts: { reason: 'aborted' },
      cause: signal.reason,
    });
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  return new AshlarError(
    'model.network',
    `${model} could not be reached or broke off: ${text}. Is the server running at the given url?`,
    { facts: { model, ...(midStream && { midStream }) }, retryable: true, cause: error },
  );
}

/** The answer is no answer of this protocol, or it ended early. */
export function answerError(
  code: 'model.failed' | 'model.truncated',
  facts: ModelFacts,
  message: string,
): AshlarError {
  return new AshlarError(code, `${facts.model}: ${message}`, { facts, retryable: true });
}

function codeOf(status: number, message: string): ModelCode {
  switch (status) {
    case 401:
      return 'model.credentials';
    case 403:
      return 'model.denied';
    case 404:
      return 'model.not-found';
    case 408:
      return 'model.timeout';
    case 429:
      return 'model.throttled';
    case 502:
    case 503:
    case 504:
    case 529:
      return 'model.unavailable';
  }
  if (status >= 500) return 'model.failed';
  return /context (length|window|size)|maximum context|too many tokens/i.test(message)
    ? 'model.context-overflow'
    : 'model.invalid-request';
}

function messageOf(body: string): string | undefined {
  const value = parseJson(body);
  if (value !== undefined) return errorMessage(value);
  return body === '' ? undefined : body.slice(0, 500);
}

/** The message of `{ error: { message } }` or `{ error: "…" }`. */
export function errorMessage(value: Json): string | undefined {
  const error = at(value, 'error');
  return typeof error === 'string' ? error : stringAt(error, 'message');
}

/** Seconds or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
