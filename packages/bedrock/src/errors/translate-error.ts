import { type AshlarError, isAshlarError, type ModelFacts } from '@ashlar/core';
import { abortError } from './abort-error.ts';
import { type Failure, type ModelErrorCode, modelError } from './failure.ts';
import { localFailure } from './local-failure.ts';
import { networkFailure } from './network-failure.ts';
import { retryAfter } from './retry-after.ts';
import { serviceFailure } from './service-failure.ts';

declare module '@ashlar/core' {
  interface ModelFacts {
    /** What else failed behind the service (a model, a data store), where it says so. */
    readonly resourceName?: string;
    /** The model is not served under its plain id: the id of an inference profile of it may be. */
    readonly needsInferenceProfile?: true;
    /** What the host of the model answered, when Bedrock only passes its failure on. */
    readonly originalStatus?: number;
  }
}

/** What to do about errors of one kind of call, where it is something else than for models. */
export type Advice = Partial<Readonly<Record<ModelErrorCode, string>>>;

/** Where an error happened. */
export interface ErrorPlace {
  readonly model: string;
  readonly signal: AbortSignal;
  /** Whether part of the answer had been delivered. */
  readonly midStream: boolean;
  /** Milliseconds since the epoch, to read dates in `retry-after`. */
  readonly now: number;
  readonly advice?: Advice;
}

/** The error of a failed attempt, and whether the service can have worked on it. */
export interface Translation {
  readonly error: AshlarError;
  /** `unsent`: it never left; `refused`: turned away at the door, nothing is billed; `unknown`: it may have run. */
  readonly reached: 'unsent' | 'refused' | 'unknown';
}

/** Turns whatever the SDK throws into one of our errors. The only place that knows the SDK's. */
export function translateError(thrown: unknown, place: ErrorPlace): Translation {
  if (place.signal.aborted)
    return { error: abortError(place.model, place.signal, thrown), reached: 'unknown' };
  if (isAshlarError(thrown)) return { error: thrown, reached: 'unknown' };
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const local = localFailure(error);
  if (local !== undefined) return { error: build(local, error, place), reached: 'unsent' };
  const network = networkFailure(error);
  if (network !== undefined) {
    return {
      error: build(network, error, place),
      reached: network.unsent ? 'unsent' : 'unknown',
    };
  }
  const report = reportOf(error);
  const failure = (error as SdkError).$metadata?.clockSkewCorrected
    ? skewed
    : serviceFailure(report);
  return {
    error: build(failure, error, place),
    reached: !place.midStream && isRefusal(failure.code, report.status) ? 'refused' : 'unknown',
  };
}

// The SDK would try again, but this package owns retries.
const skewed: Failure = {
  code: 'model.credentials',
  retryable: true,
  advice:
    'The clock of this machine is off: set it. Requests are signed by the clock of the service meanwhile.',
};

// Requests that the service turns away at the door are not worked on. 429 is also a model that is still loading.
function isRefusal(code: ModelErrorCode, status: number | undefined): boolean {
  return refusals.has(code) || status === 429 || status === 503 || status === 529;
}

const refusals: ReadonlySet<ModelErrorCode> = new Set<ModelErrorCode>([
  'model.throttled',
  'model.quota',
  'model.credentials',
  'model.denied',
  'model.not-found',
  'model.invalid-request',
  'model.context-overflow',
  'model.unsupported',
]);

/** What the SDK puts on its errors; all of it may be missing. */
interface SdkError extends Error {
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    /** The SDK learnt from the reply how far this machine's clock is off, and signs by the service's from now on. */
    readonly clockSkewCorrected?: boolean;
  };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  readonly originalStatusCode?: unknown;
  readonly originalMessage?: unknown;
  readonly resourceName?: unknown;
}

function reportOf(error: SdkError) {
  const status = error.$metadata?.httpStatusCode;
  const { originalStatusCode, originalMessage } = error;
  const said =
    typeof originalMessage === 'string' && originalMessage !== error.message
      ? `${error.message} ${originalMessage}`.trim()
      : error.message;
  return {
    exception: error.name.charAt(0).toUpperCase() + error.name.slice(1),
    message: said.replace(secrets, '$1…'),
    status,
    originalStatus: typeof originalStatusCode === 'number' ? originalStatusCode : undefined,
  };
}

// Gateways repeat headers in what they answer, and messages of errors end in logs.
const secrets = /\b(Bearer |Credential=|Signature=|x-amz-security-token[:=] ?)[\w.~+/=%-]+/gi;

function build(failure: Failure, error: SdkError, place: ErrorPlace): AshlarError {
  const { status, exception, message, originalStatus } = reportOf(error);
  const requestId = error.$metadata?.requestId;
  const { resourceName } = error;
  const retryAfterMs = retryAfter(error.$response?.headers, place.now);
  const facts: ModelFacts = {
    model: place.model,
    ...(status !== undefined && { status }),
    ...(named(exception) && { exception }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(place.midStream && { midStream: true }),
    ...(requestId !== undefined && { requestId }),
    ...(typeof resourceName === 'string' && { resourceName }),
    ...(failure.needsInferenceProfile === true && {
      needsInferenceProfile: true,
    }),
    ...(originalStatus !== undefined && { originalStatus }),
  };
  return modelError(failure.code, sentence(failure, message, place), facts, {
    retryable: failure.retryable,
    cause: error,
  });
}

// What the SDK calls an error that the service did not name.
function named(exception: string): boolean {
  return exception !== 'Error' && exception !== 'Unknown' && exception !== 'UnknownError';
}

function sentence(
  failure: Failure,
  said: string,
  { model, midStream, advice }: ErrorPlace,
): string {
  const next = advice?.[failure.code] ?? failure.advice;
  const what = midStream
    ? `The stream of ${model} broke after part of the answer was delivered`
    : `The call to ${model} failed`;
  const reason = said === '' ? '' : `: ${said.trim()}`;
  const end = /[.!?]$/.test(reason) ? '' : '.';
  return `${what}${reason}${end}${next === undefined ? '' : ` ${next}`}`;
}
