import type { Key } from './key.ts';

/** What an addition did. */
export interface Counted {
  /** False when the cap refused it; the counter is then unchanged. */
  readonly added: boolean;
  /** The count after the call. */
  readonly value: number;
}

/** How to count. */
export interface AddOptions {
  /** The highest count an addition may reach. A negative amount always goes through. Default: no cap. */
  readonly cap?: number;
  /** Milliseconds from the first addition until the counter is 0 again: for rate windows. Default: it stays. */
  readonly ttlMs?: number;
}

/** Atomic whole numbers, over all processes on the store: quotas, budgets in nano-dollars, rate windows. */
export interface Counters {
  /**
   * Adds a whole number, negative to give back, in one atomic step.
   *
   * @throws StorageError `storage.invalid-value` when the amount or the sum is not a safe integer.
   */
  add(key: Key, amount: number, options?: AddOptions): Promise<Counted>;
  /** The count; 0 when nothing was counted or it has expired. */
  get(key: Key): Promise<number>;
}
