import type { CheckOrRule } from '../inspect/check-rule.ts';

export interface GuardOptions {
  /** Each looks at the stages and origins that it is for. */
  readonly checks: readonly CheckOrRule[];
}

export interface RetrieverGuardOptions extends GuardOptions {
  /**
   * What becomes of a passage that a check blocks: the run ends as blocked, or the passage is left out as if it had not been
   * found, which its verdicts tell. @default 'end'
   */
  readonly blockedHits?: 'end' | 'drop';
}
