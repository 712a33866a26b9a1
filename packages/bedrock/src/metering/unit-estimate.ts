import type { Estimate } from '@ashlar/core';

/**
 * The estimate of a call that is billed by something else than tokens (text units, queries). A price counts dollars per million, and
 * a unit stands in for a token; `usdPerUnit` absent leaves it unpriced, which a money budget refuses.
 */
export function unitEstimate(
  model: string,
  units: number,
  usdPerUnit: number | undefined,
): Estimate {
  const price = usdPerUnit !== undefined && {
    price: { inputUsd: usdPerUnit * 1e6, outputUsd: 0, asOf: '' },
  };
  return { model, info: { ...price }, inputBytes: units, inputTokens: units, maxTokens: 0 };
}
