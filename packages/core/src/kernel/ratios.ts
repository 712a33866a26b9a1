/** The most input tokens per byte that each model has been seen to count. */
export interface Ratios {
  /** An upper bound of the tokens of `bytes` of input. */
  bound(model: string, bytes: number): number;
  learn(model: string, bytes: number, tokens: number): void;
}

// Denser text than any seen so far may still come; what passes the bound is reported as overshoot.
const MARGIN = 1.25;
// A short request is mostly framing and says nothing about text.
const ENOUGH_BYTES = 256;

/** Before a model has been seen a token is taken to be one byte, the only bound that held for all inputs measured. */
export function createRatios(): Ratios {
  const seen = new Map<string, number>();
  return {
    bound: (model, bytes) => Math.ceil(bytes * Math.min(1, (seen.get(model) ?? 1) * MARGIN)),
    learn(model, bytes, tokens) {
      if (bytes < ENOUGH_BYTES) return;
      seen.set(model, Math.max(seen.get(model) ?? 0, tokens / bytes));
    },
  };
}
