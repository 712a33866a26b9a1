import { AshlarError, isAshlarError } from '@ashlar/core';
import type { BedrockConnection } from './connection.ts';
import { pause } from './pause.ts';
import { retryDelay } from './retry-policy.ts';

/** Waits before the next attempt, or throws `error` when there should be none. */
export async function beforeRetry(
  error: AshlarError,
  attempt: number,
  { retry, clock }: BedrockConnection,
  signal: AbortSignal,
): Promise<void> {
  const delay = retry === false ? undefined : retryDelay(error, attempt, retry);
  if (delay === undefined) throw error;
  await pause(delay, clock, signal);
  if (!signal.aborted) return;
  if (isAshlarError(signal.reason)) throw signal.reason;
  throw new AshlarError('run.stopped', `Aborted while waiting to repeat: ${error.message}`, {
    facts: { reason: 'aborted' },
    cause: error,
  });
}
