import type { Part, Verdict } from '@ashlar/core';

/** What checks together say of a list of parts. */
export interface Ruling {
  readonly blocked: boolean;
  /** In reading order: by part, by place in it, by the order of the checks; what is about no part stands last. */
  readonly verdicts: readonly Verdict[];
  /** The parts with all masks in their places, those without one as they were. Not for use when `blocked`. */
  readonly parts: readonly Part[];
}

/**
 * The verdicts that a blocked run ends with: up to the first in reading order that blocks. What stands behind it is left
 * out, because a stream that ends there has not seen it: so both end alike.
 */
export function untilBlock(verdicts: readonly Verdict[]): readonly Verdict[] {
  const first = verdicts.findIndex(({ action }) => action === 'block');
  return verdicts.slice(0, first + 1);
}
