import type { Message } from './message.ts';

/** Which runs are meant; fields that are absent match all. */
export interface Selector {
  readonly runId?: string;
  /** Name of an agent, nested ones too. */
  readonly agent?: string;
  readonly tenant?: string;
}

/** The kill switch. It acts on runs that are going on and, until `release`, on those that begin later. */
export interface Control {
  /** New effects wait, those of nested runs too; what is under way goes on. */
  pause(selector: Selector): void;
  /** Ends a pause or a stop. */
  release(selector: Selector): void;
  /** Ends runs as `stopped` with reason `aborted`. */
  stop(selector: Selector, reason: string): void;
  /** Puts a message into the inbox of the runs that are going on. Returns how many. */
  steer(selector: Selector, message: Message): number;
}
