import type { Message } from './message.ts';

/** Which runs are meant; fields that are absent match all. */
export interface Selector {
  /** A run with all that runs below it; a nested one by the `runId` of its events. */
  readonly runId?: string;
  /** Name of an agent, nested ones too. */
  readonly agent?: string;
  readonly tenant?: string;
}

/**
 * The kill switch. It acts on runs that are going on, with all that runs below them, and, until `release`, on those that begin
 * later. What was said of one `runId` is forgotten when that run has ended: to keep it from being resumed, say it again.
 */
export interface Control {
  /** New effects wait, those of nested runs too; what is under way goes on. */
  pause(selector: Selector): void;
  /** Ends a pause or a stop. */
  release(selector: Selector): void;
  /** Ends runs as `stopped` with reason `aborted`. */
  stop(selector: Selector, reason: string): void;
  /**
   * Puts a message into the inbox of runs that are going on. Returns how many. Nested runs get it only where the selector
   * names their `agent` or their own `runId`.
   */
  steer(selector: Selector, message: Message): number;
}
