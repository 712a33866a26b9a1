import type { Estimate } from './context.ts';
import { priceOf, worstPriceOf } from './price.ts';
import { type Call, freeCall } from './usage.ts';

/** The row of an attempt as its provider reported it, with its price. */
export function reportedRow(call: Call, { info }: Estimate): Call {
  if (call.outcome === 'cached') return freeCall({ ...call, outcome: 'cached' });
  if (call.nanoUsd !== undefined) return { ...call, nanoUsd: Math.ceil(call.nanoUsd) };
  return info.price === undefined ? call : { ...call, nanoUsd: priceOf(info.price, call) };
}

/** The row of an attempt of which nothing was reported: the most that it can have used. */
export function unreportedRow(
  outcome: 'failed' | 'abandoned',
  tokens: Pick<Call, 'inputTokens' | 'outputTokens'>,
  { model, info }: Estimate,
): Call {
  const call: Call = { model, outcome, ...tokens, estimated: true };
  return info.price === undefined ? call : { ...call, nanoUsd: worstPriceOf(info.price, tokens) };
}
