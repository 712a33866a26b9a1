import { AshlarError, isAshlarError } from '@ashlar/core';

/** The reason of a signal that aborted, when it is one of our errors, else that the call was aborted. */
export function abortError(name: string, signal: AbortSignal, cause?: unknown): AshlarError {
  if (isAshlarError(signal.reason)) return signal.reason;
  return new AshlarError('run.stopped', `The call to ${name} was aborted.`, {
    facts: { reason: 'aborted' },
    cause: cause ?? signal.reason,
  });
}
