import {
  type Call,
  type CallContext,
  type Estimate,
  type ModelInfo,
  priceOf,
  type Reservation,
} from '@ashlar/core';
import { abortError } from '../errors/abort-error.ts';
import type { Translation } from '../errors/translate-error.ts';
import { modelInfo } from '../models/model-info.ts';
import type { Served } from './served.ts';

/** One physical attempt in the books: reserved before it starts, closed exactly once however it ends. */
export interface Attempt {
  readonly maxTokens: number | undefined;
  served(served: Served): Call;
  /** `undefined` when nothing was sent, so there is nothing to account for. */
  failed(how: Translation): Call | undefined;
  /** The consumer left. Does nothing when the attempt is already closed. */
  leave(): void;
}

export async function beginAttempt(
  context: CallContext,
  estimate: Estimate,
  attempt: number,
  signal: AbortSignal,
): Promise<Attempt> {
  if (signal.aborted) throw abortError(estimate.model, signal);
  const reservation = await context.meter.reserve(estimate);
  if (signal.aborted) {
    reservation.release();
    throw abortError(estimate.model, signal);
  }
  let closed = false;
  const close = (call: Call): Call => {
    closed = true;
    return { ...call, attempt };
  };
  return {
    maxTokens: reservation.maxTokens,
    served: (served) =>
      close(
        reservation.settle({
          ...served,
          ...ownPrice(served, estimate),
          outcome: 'served',
          attempt,
        }),
      ),
    failed: ({ error, reached }) => {
      if (reached === 'unsent') {
        closed = true;
        reservation.release();
        return undefined;
      }
      if (reached === 'refused') return close(refused(reservation, estimate, attempt));
      return close(reservation.fail(error.code === 'run.stopped' ? 'abandoned' : 'failed'));
    },
    leave: () => {
      if (!closed) close(reservation.fail('abandoned'));
    },
  };
}

// Turned away at the door: the row shows the attempt, and that it cost nothing.
function refused(reservation: Reservation, { model }: Estimate, attempt: number): Call {
  return reservation.settle({ model, outcome: 'failed', inputTokens: 0, outputTokens: 0, attempt });
}

// A prompt router's own price cannot be known: when the model it chose has one, that is what the call cost.
function ownPrice(served: Served, { model }: Estimate): { readonly nanoUsd?: number } {
  if (served.model === model) return {};
  const { price }: ModelInfo = modelInfo(served.model);
  return price === undefined ? {} : { nanoUsd: priceOf(price, served) };
}
