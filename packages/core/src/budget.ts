/**
 * Hard limits of a run and everything below it. What can be known holds exactly: steps, output tokens, money for them.
 * Input tokens are bounded by bytes until the model's own ratio is known; passing a cap by more than the
 * bound is reported as `budget.overshoot`. A limit that is absent does not bound anything.
 */
export interface Budget {
  /** Model, tool, embedding, rerank and retrieval calls. */
  readonly steps?: number;
  /** Input and output tokens together. */
  readonly tokens?: number;
  /** Dollars. A model without a price is then an error, not a guess. */
  readonly usd?: number;
  /** Milliseconds from the start of the run, finite. 0 stops it before its first effect. */
  readonly deadlineMs?: number;
  /** Lower `maxTokens` of a call to what is left (not below 256) instead of refusing it; reported as `budget.clamped`. @default false */
  readonly clamp?: boolean;
}

/** What is left of the tightest budget above a scope; absent fields are unlimited. */
export interface Remaining {
  readonly steps?: number;
  readonly tokens?: number;
  readonly usd?: number;
  readonly deadlineMs?: number;
}
