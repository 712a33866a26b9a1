import { type CallContext, linkAbort } from '@ashlar/core';
import type { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { translateError } from '../errors/translate-error.ts';
import { beginAttempt } from '../metering/attempt.ts';
import { unitEstimate } from '../metering/unit-estimate.ts';
import { beforeRetry } from '../transport/before-retry.ts';
import { agentClient } from './agent-client.ts';
import { type KnowledgeCall, knowledgeAdvice } from './send.ts';

/**
 * Reads a stream of the agent runtime to its end: repeated while nothing was shown, aborted on the wire when it is left or fails.
 *
 * @param open sends the request
 * @param read reads all of it; says by `shown` that something was delivered, and throws when the stream ended too early
 */
export async function readStream<E, T>(
  { connection, subject: model, units, usdPerUnit }: KnowledgeCall,
  context: CallContext,
  open: (client: BedrockAgentRuntimeClient, signal: AbortSignal) => Promise<E>,
  read: (reply: E, shown: () => void) => Promise<T>,
): Promise<T> {
  const { signal } = context;
  const estimate = unitEstimate(model, units, usdPerUnit);
  const cost = usdPerUnit === undefined ? {} : { nanoUsd: Math.ceil(units * usdPerUnit * 1e9) };
  for (let number = 1; ; number += 1) {
    const attempt = await beginAttempt(context, estimate, number, signal);
    const wire = linkAbort(signal);
    let delivered = false;
    let complete = false;
    try {
      const reply = await open(await agentClient(connection), wire.signal);
      const value = await read(reply, () => {
        delivered = true;
      });
      complete = true;
      attempt.served({ model, inputTokens: 0, outputTokens: 0, ...cost });
      return value;
    } catch (thrown) {
      if (complete) throw thrown;
      const now = connection.clock.now();
      const place = { model, signal, midStream: delivered, now, advice: knowledgeAdvice };
      const failure = translateError(thrown, place);
      attempt.failed(failure);
      if (delivered) throw failure.error;
      await beforeRetry(failure.error, number, model, connection, signal);
    } finally {
      attempt.leave();
      if (!complete) wire.abort();
      wire.release();
    }
  }
}
