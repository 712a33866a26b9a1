import { StorageError } from './errors.ts';

/** A whole number within bounds, or `storage.invalid-value` naming the argument. */
export function whole(
  value: number,
  name: string,
  least = 0,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new StorageError(
    'storage.invalid-value',
    `${name} must be a whole number from ${least} to ${most}, not ${String(value)}.`,
    { at: name },
  );
}

/** The time at which something with this lifetime ends. */
export function endOf(now: number, ttlMs: number): number {
  return Math.ceil(now) + whole(ttlMs, 'ttlMs', 1, 1e15);
}

/** One of the words, or `storage.invalid-value` naming the argument. */
export function oneOf<T extends string>(value: T, name: string, words: readonly T[]): T {
  if (words.includes(value)) return value;
  throw new StorageError(
    'storage.invalid-value',
    `${name} must be one of ${words.join(', ')}, not ${String(value)}.`,
    { at: name },
  );
}
