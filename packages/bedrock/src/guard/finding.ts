import type { Verdict } from '@ashlar/core';

/** One thing that a guardrail reported. */
export interface Finding {
  readonly action: Exclude<Verdict['action'], 'allow'>;
  readonly code: string;
  readonly message: string;
  readonly confidence?: number;
  /** The text that was matched; absent when it is about the content as a whole. */
  readonly match?: string;
  /** What masks it. */
  readonly replacement?: string;
}

/** `US_PASSPORT_NUMBER` or `Investment advice` as the end of a code. */
export function slug(name: string | undefined): string {
  const dashed = (name ?? '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return dashed.replace(/^-|-$/g, '') || 'unnamed';
}
