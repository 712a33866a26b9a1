import type { Call, CallContext, ChatRequest, ModelInfo, Reservation } from '@ashlar/core';
import { toChatBody } from './chat-body.ts';
import { post, type UpstreamOptions } from './endpoint.ts';
import { networkError, statusError } from './upstream-error.ts';

/** One physical attempt that was answered with success, and its reservation, which ends once. */
export interface MeteredPost {
  readonly response: Response;
  settle(row: Pick<Call, 'model' | 'inputTokens' | 'outputTokens'> & Partial<Call>): Call;
  /** Does nothing after another end. */
  fail(outcome: 'failed' | 'abandoned'): void;
}

/**
 * Reserves, sends the request and waits for the head of the answer. What the server refused has cost nothing.
 *
 * @throws AshlarError for a refusal or a connection that failed
 */
export async function meteredPost(
  model: { readonly id: string; readonly info: ModelInfo; readonly endpoint: UpstreamOptions },
  request: ChatRequest,
  context: CallContext,
  streaming: { readonly signal: AbortSignal } | undefined,
): Promise<MeteredPost> {
  const { id, info, endpoint } = model;
  const signal = streaming?.signal ?? context.signal;
  const write = (given: ChatRequest): string =>
    JSON.stringify(toChatBody(endpoint.model, given, streaming !== undefined));
  const draft = write(request);
  const reservation = await context.meter.reserve({
    model: id,
    info,
    inputBytes: Buffer.byteLength(draft),
    ...(request.maxTokens !== undefined && { maxTokens: request.maxTokens }),
  });
  const { maxTokens } = reservation;
  const clamped = maxTokens !== undefined && maxTokens !== request.maxTokens;
  const attempt = once(reservation);

  const response = await post(
    endpoint,
    '/chat/completions',
    clamped ? write({ ...request, maxTokens }) : draft,
    signal,
  ).catch((error) => {
    attempt.fail(context.signal.aborted ? 'abandoned' : 'failed');
    throw networkError(id, error, context.signal, false);
  });
  if (!response.ok) {
    attempt.settle({ model: id, outcome: 'failed', inputTokens: 0, outputTokens: 0 });
    throw await statusError(id, response);
  }
  return { response, ...attempt };
}

function once(reservation: Reservation): Pick<MeteredPost, 'settle' | 'fail'> {
  let open = true;
  return {
    settle: (row) => {
      open = false;
      return reservation.settle({ outcome: 'served', ...row });
    },
    fail: (outcome) => {
      if (open) reservation.fail(outcome);
      open = false;
    },
  };
}
