import { AshlarError, type ErrorFacts, type ModelFacts } from '@ashlar/core';

/** Codes of failed model calls. */
export type ModelErrorCode = Extract<keyof ErrorFacts, `model.${string}`>;

/** What an error means, before the facts of the call are added. */
export interface Failure {
  readonly code: ModelErrorCode;
  readonly retryable: boolean;
  /** What to do, one sentence; follows what the service said. */
  readonly advice?: string;
  readonly needsInferenceProfile?: true;
}

/** Makes the error of a request that was never sent, because it is wrong. */
export function invalidRequest(model: string, problem: string): AshlarError {
  return modelError('model.invalid-request', `The request to ${model} was not sent: ${problem}`, {
    model,
  });
}

export function modelError(
  code: ModelErrorCode,
  message: string,
  facts: ModelFacts,
  options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
): AshlarError {
  return new AshlarError<ModelErrorCode>(code, message, { ...options, facts });
}
