import type { Call, CallContext, Estimate } from '@ashlar/core';
import { type Advice, translateError } from '../errors/translate-error.ts';
import { beforeRetry } from '../transport/before-retry.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { beginAttempt } from './attempt.ts';
import type { Served } from './served.ts';

/** What an attempt brought, and what it used. */
export interface Reply<T> {
  readonly value: T;
  readonly served: Served;
}

/** Attempts a unary call as often as the retry policy allows; each one is metered, and adds its row to `calls`. */
export async function withAttempts<T>(
  connection: BedrockConnection,
  context: CallContext,
  signal: AbortSignal,
  estimate: Estimate,
  calls: Call[],
  once: (maxTokens: number | undefined) => Promise<Reply<T>>,
  advice?: Advice,
): Promise<T> {
  const { model } = estimate;
  for (let number = 1; ; number += 1) {
    const attempt = await beginAttempt(context, estimate, number, signal);
    let reply: Reply<T>;
    try {
      reply = await once(attempt.maxTokens);
    } catch (thrown) {
      const now = connection.clock.now();
      const failure = translateError(thrown, {
        model,
        signal,
        midStream: false,
        now,
        ...(advice && { advice }),
      });
      const call = attempt.failed(failure);
      if (call !== undefined) calls.push(call);
      await beforeRetry(failure.error, number, model, connection, signal);
      continue;
    }
    calls.push(attempt.served(reply.served));
    return reply.value;
  }
}
