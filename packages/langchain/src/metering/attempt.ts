import type { Call, CallContext, Estimate } from '@ashlar/core';
import { abortError } from '../abort/abort-error.ts';
import type { Translation } from '../failure/translate-error.ts';

/** What was used, as reported or bounded. */
export type Served = Omit<Call, 'outcome' | 'nanoUsd' | 'attempt'>;

/** One call in the books: reserved before it starts, closed exactly once however it ends. */
export interface Attempt {
  readonly maxTokens: number | undefined;
  served(served: Served): Call;
  failed(how: Translation): void;
  /** Nothing was sent. */
  release(): void;
  /** The consumer left. Does nothing when the books are closed. */
  leave(): void;
}

export async function beginAttempt(
  context: CallContext,
  estimate: Estimate,
  signal: AbortSignal,
): Promise<Attempt> {
  const { model } = estimate;
  if (signal.aborted) throw abortError(model, signal);
  const reservation = await context.meter.reserve(estimate);
  let open = true;
  const close = (end: () => void): void => {
    if (!open) return;
    open = false;
    end();
  };
  if (signal.aborted) {
    reservation.release();
    throw abortError(model, signal);
  }
  return {
    maxTokens: reservation.maxTokens,
    served(served) {
      open = false;
      return reservation.settle({ ...served, outcome: 'served', attempt: 1 });
    },
    failed: ({ error, refused }) =>
      close(() => {
        if (!refused) reservation.fail(error.code === 'run.stopped' ? 'abandoned' : 'failed');
        // Turned away at the door: the row shows the attempt, and that it cost nothing.
        else {
          const used = { inputTokens: 0, outputTokens: 0, attempt: 1 };
          reservation.settle({ model, outcome: 'failed', ...used });
        }
      }),
    release: () => close(() => reservation.release()),
    leave: () => close(() => reservation.fail('abandoned')),
  };
}
