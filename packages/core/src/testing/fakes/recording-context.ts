import type { CallContext, Estimate } from '../../context.ts';
import { detachedContext } from '../../detached-context.ts';
import { stopped } from '../../errors.ts';
import type { Json } from '../../json/json.ts';
import type { Call } from '../../usage.ts';

/** What became of one reservation. */
export interface RecordedReservation {
  readonly estimate: Estimate;
  /** How it was closed; undefined while it is open. */
  readonly end: 'settled' | 'failed' | 'released' | undefined;
  readonly call: Call | undefined;
}

export interface RecordingContext extends CallContext {
  readonly reservations: readonly RecordedReservation[];
  readonly notes: readonly { readonly name: string; readonly data: Json }[];
  /** Rows as they were booked. */
  readonly rows: readonly Call[];
  abort(): void;
}

/**
 * A context without a run, for testing an adapter or a wrapper alone: it grants every reservation, remembers what became
 * of each and throws when one is closed twice.
 */
export function recordingContext(
  attributes: Readonly<Record<string, string>> = { run: 'test' },
): RecordingContext {
  const controller = new AbortController();
  const detached = detachedContext(controller.signal);
  const reservations: { -readonly [K in keyof RecordedReservation]: RecordedReservation[K] }[] = [];
  const notes: { name: string; data: Json }[] = [];
  const rows: Call[] = [];
  const context: RecordingContext = {
    ...detached,
    attributes,
    reservations,
    notes,
    rows,
    emit: (name, data) => void notes.push({ name, data }),
    step: async (_name, run) => run(context),
    abort: () => controller.abort(stopped('aborted', 'The test aborted the call.')),
    meter: {
      record(free) {
        const call = detached.meter.record(free);
        rows.push(call);
        return call;
      },
      async reserve(estimate) {
        const inner = await detached.meter.reserve(estimate);
        const entry: (typeof reservations)[number] = { estimate, end: undefined, call: undefined };
        reservations.push(entry);
        const close = (end: RecordedReservation['end'], call?: Call): void => {
          if (entry.end !== undefined)
            throw new Error(`A reservation was ${entry.end} and then ${end}.`);
          entry.end = end;
          entry.call = call;
          if (call !== undefined) rows.push(call);
        };
        const booked = (end: RecordedReservation['end'], call: Call): Call => {
          close(end, call);
          return call;
        };
        return {
          maxTokens: inner.maxTokens,
          settle: (call) => booked('settled', inner.settle(call)),
          fail: (outcome) => booked('failed', inner.fail(outcome)),
          release: () => close('released'),
        };
      },
    },
  };
  return context;
}
