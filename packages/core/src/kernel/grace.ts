/**
 * How long a run that is cancelled may take to let go, in milliseconds. Nested runs get less than their parents, so that what
 * they have reaches the top. Measured: with less per level partial results are lost, with more an abort feels slow.
 */
export function graceOf(depth: number): number {
  return Math.max(8, 40 - 6 * depth);
}
