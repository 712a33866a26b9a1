import { AshlarError, isAshlarError } from '@ashlar/core';

/** An abort is the caller's doing: its own reason passes when it is one of our errors (a deadline, a budget). */
export function abortError(model: string, signal: AbortSignal, cause?: unknown): AshlarError {
  if (isAshlarError(signal.reason)) return signal.reason;
  return new AshlarError('run.stopped', `The call to ${model} was aborted.`, {
    facts: { reason: 'aborted' },
    cause: cause ?? signal.reason,
  });
}
