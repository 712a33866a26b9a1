import type { AshlarError, ModelFacts } from '@ashlar/core';

/** How often and how fast a failed attempt is repeated, as long as nothing of the answer was delivered. */
export interface RetryPolicy {
  /** Attempts in all, the first included. @default 3 */
  readonly maxAttempts: number;
  /** Longest computed wait in milliseconds. @default 20000 */
  readonly maxDelayMs: number;
  /**
   * Longest wait in milliseconds that the service may ask for with `retry-after`. A shorter one is honoured in full; a
   * longer one is not waited for: the error is thrown at once and carries `retryAfterMs`. @default 60000
   */
  readonly maxRetryAfterMs: number;
  /** A number from 0 to 1, for jitter. @default Math.random */
  readonly random: () => number;
}

export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 3,
  maxDelayMs: 20_000,
  maxRetryAfterMs: 60_000,
  random: Math.random,
};

// The first waits of the AWS SDK: a throttled caller must leave a whole token bucket time to refill.
const throttledBaseMs = 1000;
const baseMs = 100;

/** Milliseconds to wait before the next attempt; `undefined` when there should be none. */
export function retryDelay(
  error: AshlarError,
  attempt: number,
  policy: RetryPolicy,
): number | undefined {
  if (!error.retryable || attempt >= attemptsFor(error, policy)) return undefined;
  const { retryAfterMs = 0 } = error.facts as ModelFacts;
  if (retryAfterMs > policy.maxRetryAfterMs) return undefined;
  const base = error.code === 'model.throttled' ? throttledBaseMs : baseMs;
  const jitter = policy.random() * Math.min(policy.maxDelayMs, base * 2 ** (attempt - 1));
  // On top of what was asked for, so that callers who were told the same do not come back together.
  return retryAfterMs + jitter;
}

// A model that timed out costs the same again; one that is still loading is worth more patience.
function attemptsFor(error: AshlarError, { maxAttempts }: RetryPolicy): number {
  if (error.code === 'model.timeout') return Math.min(2, maxAttempts);
  const { exception } = error.facts as ModelFacts;
  return exception === 'ModelNotReadyException' && maxAttempts > 1 ? maxAttempts + 2 : maxAttempts;
}
