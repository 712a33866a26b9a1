import type { ErrorFacts } from '@ashlar/core';
import type { ErrorReport } from './error-report.ts';

export type ModelErrorCode = Extract<keyof ErrorFacts, `model.${string}`>;

/** What an error means. */
export interface Failure {
  readonly code: ModelErrorCode;
  readonly retryable: boolean;
  /** The request was turned away before a model worked on it: nothing is billed. */
  readonly refused: boolean;
}

/** The meaning of an error: by what it is called, by its status, by its socket code; never by luck. */
export function failureOf(report: ErrorReport): Failure {
  const { name, code = '', message, status, retryable } = report;
  if (overflow.some((text) => text.test(message)) || /ContextOverflow/i.test(`${name} ${code}`)) {
    return refusal('model.context-overflow');
  }
  const named = names.find(([pattern]) => pattern.test(name) || pattern.test(code));
  if (named !== undefined) return named[1];
  if (status !== undefined) return byStatus(status);
  if (unreachable.test(code)) return { code: 'model.network', retryable: true, refused: true };
  if (broken.test(code)) return { code: 'model.network', retryable: true, refused: false };
  const mistake = name === 'TypeError' || name === 'ReferenceError';
  return { code: 'model.failed', retryable: retryable ?? !mistake, refused: false };
}

const refusal = (code: ModelErrorCode, retryable = false): Failure => ({
  code,
  retryable,
  refused: true,
});
const failed = (code: ModelErrorCode): Failure => ({ code, retryable: true, refused: false });

// Exceptions of AWS and the error codes of LangChain's core.
const names: readonly (readonly [RegExp, Failure])[] = [
  [/^(Throttling|TooManyRequests)|RATE_LIMIT/, refusal('model.throttled', true)],
  [/^ModelNotReady/, refusal('model.unavailable', true)],
  [/^(ServiceUnavailable|BadGateway)/, refusal('model.unavailable', true)],
  [/^(InternalServer|ModelError|ModelStreamError)/, failed('model.failed')],
  [/^(ModelTimeout|Timeout)|STREAM_TIMEOUT/, failed('model.timeout')],
  [/^ServiceQuotaExceeded|^InsufficientQuota|QuotaExhausted/, refusal('model.quota')],
  [/^AccessDenied/, refusal('model.denied')],
  [/^ResourceNotFound|MODEL_NOT_FOUND/, refusal('model.not-found')],
  [
    /^(UnrecognizedClient|InvalidSignature|ExpiredToken|IncompleteSignature|MissingAuthentication|CredentialsProvider|TokenProvider)|MODEL_AUTHENTICATION/,
    refusal('model.credentials'),
  ],
  [/^(Validation|Conflict)Exception/, refusal('model.invalid-request')],
];

function byStatus(status: number): Failure {
  if (status === 408) return failed('model.timeout');
  if (status === 429) return refusal('model.throttled', true);
  if (status === 401) return refusal('model.credentials');
  if (status === 403) return refusal('model.denied');
  if (status === 404) return refusal('model.not-found');
  if (status === 424) return failed('model.failed');
  if (status === 503 || status === 529) return refusal('model.unavailable', true);
  if (status >= 500) return failed('model.unavailable');
  return status >= 400 ? refusal('model.invalid-request') : failed('model.failed');
}

const overflow = [
  /(input|prompt) is too long/i,
  /too many (input|total) tokens/i,
  /(maximum|max) (context|prompt) length/i,
  /context (length|window)[^.]* exceed/i,
  /exceeds? the (maximum|model's)? ?(context|number of (input )?tokens)/i,
];

const unreachable = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/;
const broken =
  /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EPROTO|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_\w+)$/;
