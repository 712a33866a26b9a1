import type { AshlarError } from '@ashlar/core';
import { abortError } from '../errors/abort-error.ts';
import type { BedrockConnection } from './connection.ts';
import { pause } from './pause.ts';
import { retryDelay } from './retry-policy.ts';

/** Waits before the next attempt, or throws `error` when there should be none. */
export async function beforeRetry(
  error: AshlarError,
  attempt: number,
  model: string,
  { retry, clock }: BedrockConnection,
  signal: AbortSignal,
): Promise<void> {
  const delay = retry === false ? undefined : retryDelay(error, attempt, retry);
  if (delay === undefined) throw error;
  await pause(delay, clock, signal);
  if (signal.aborted) throw abortError(model, signal, error);
}
