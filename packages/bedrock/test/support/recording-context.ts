import { type CallContext, detachedContext, type Estimate } from '@ashlar/core';

export interface RecordingContext extends CallContext {
  /** What happened to reservations, in order: `reserve`, then `served 10/5`, `failed 0/0`, `fail failed` … */
  readonly log: string[];
  readonly estimates: Estimate[];
}

/** A context that writes down what the adapter tells the meter. */
export function recordingContext(
  options: {
    readonly signal?: AbortSignal;
    readonly maxTokens?: number;
    readonly attributes?: Record<string, string>;
    readonly onReserve?: () => void;
  } = {},
): RecordingContext {
  const log: string[] = [];
  const estimates: Estimate[] = [];
  const inner = detachedContext(options.signal);
  return {
    ...inner,
    attributes: options.attributes ?? {},
    log,
    estimates,
    meter: {
      record: inner.meter.record,
      reserve: async (estimate) => {
        log.push('reserve');
        estimates.push(estimate);
        options.onReserve?.();
        const reservation = await inner.meter.reserve(estimate);
        return {
          maxTokens: options.maxTokens ?? reservation.maxTokens,
          settle: (call) => {
            log.push(`${call.outcome} ${call.inputTokens}/${call.outputTokens}`);
            return reservation.settle(call);
          },
          fail: (outcome) => {
            log.push(`fail ${outcome}`);
            return reservation.fail(outcome);
          },
          release: () => {
            log.push('release');
          },
        };
      },
    },
  };
}
