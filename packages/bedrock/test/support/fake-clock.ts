import type { Clock } from '@ashlar/core';

/** A clock whose waits are over at once; it tells how long they would have been. */
export function fakeClock(
  now: number = Date.UTC(2026, 10, 21),
): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    after: (ms, callback) => {
      waits.push(ms);
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    },
  };
}
