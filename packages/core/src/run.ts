import type { RunEvent } from './event.ts';
import type { Outcome } from './outcome.ts';

/**
 * A run that has begun. Iterate it to watch, await `outcome` to know how it ended, call `value()` for just the value.
 * It is not a promise, so returning it from an async function does not wait for it.
 */
export interface Run<O> extends AsyncIterable<RunEvent> {
  readonly id: string;
  /** Never rejects. */
  readonly outcome: Promise<Outcome<O>>;
  /** The value of a completed run; throws the error of any other end. */
  value(): Promise<O>;
  /** Ends the run as `stopped` with reason `aborted`, at once, at any depth. */
  abort(reason?: unknown): void;
}
