import { AshlarError, isAshlarError, type ModelFacts } from '@ashlar/core';
import { abortError } from '../abort/abort-error.ts';
import { reportOf } from './error-report.ts';
import { failureOf, type ModelErrorCode } from './failure.ts';

/** Where an error happened. */
export interface ErrorPlace {
  /** Id of the model, the embedder or the retriever. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** Whether part of the answer had been delivered. @default false */
  readonly midStream?: boolean;
}

export interface Translation {
  readonly error: AshlarError;
  /** Turned away at the door: nothing is billed. */
  readonly refused: boolean;
}

/** Turns whatever LangChain throws into one of our errors. */
export function translateError(thrown: unknown, place: ErrorPlace): Translation {
  const { name, signal, midStream = false } = place;
  if (signal.aborted) return { error: abortError(name, signal, thrown), refused: false };
  if (isAshlarError(thrown)) return { error: thrown, refused: false };
  const report = reportOf(thrown, Date.now());
  const { code, retryable, refused } = failureOf(report);
  const facts: ModelFacts = {
    model: name,
    ...(report.status !== undefined && { status: report.status }),
    ...(report.name !== 'Error' && { exception: report.name }),
    ...(report.retryAfterMs !== undefined && { retryAfterMs: report.retryAfterMs }),
    ...(midStream && { midStream }),
    ...(report.requestId !== undefined && { requestId: report.requestId }),
  };
  const what = midStream ? 'broke after part of the answer was delivered' : 'failed';
  const message = `The call to ${name} through LangChain ${what}: ${sentence(report.message)}`;
  return {
    error: new AshlarError<ModelErrorCode>(code, message, { facts, retryable, cause: thrown }),
    refused: refused && !midStream,
  };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
