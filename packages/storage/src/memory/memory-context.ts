import type { Clock } from '../store.ts';

/** What the four shapes of one memory store share. */
export interface MemoryContext {
  readonly now: Clock;
  /** A number larger than any given before: versions and fencing tokens. */
  next(): number;
  /** Throws `storage.closed` after `close`. */
  assertOpen(): void;
}
