import { type CallContext, detachedContext, type Meter, stopped, toUsage } from '@ashlar/core';

/** A cap on money that every call of a suite shares. */
export interface MoneyCap {
  /** The context with a meter that refuses what could pass the cap, and what has no price. */
  within(context?: CallContext): CallContext;
  spentUsd(): number;
}

/** Counts the upper bound of every call against `usd` before it is made, and what it really cost after. */
export function moneyCap(usd: number): MoneyCap {
  let nano = 0;
  const meterOver = (inner: Meter): Meter => ({
    record: inner.record,
    reserve: async (estimate) => {
      const { price, maxOutputTokens = 0 } = estimate.info;
      if (price === undefined) throw stopped('cost', `${estimate.model} has no price: not asked.`);
      const { inputTokens = estimate.inputBytes, maxTokens = maxOutputTokens } = estimate;
      const { inputUsd, outputUsd, cacheWriteUsd = 0 } = price;
      const most = (inputTokens * Math.max(inputUsd, cacheWriteUsd) + maxTokens * outputUsd) * 1000;
      if (nano + most > usd * 1e9) {
        throw stopped('cost', `The cap of ${usd} dollars would be passed: spent ${nano / 1e9}.`);
      }
      const reservation = await inner.reserve(estimate);
      const book = (call: ReturnType<typeof reservation.fail>) => {
        nano += Math.round((toUsage([call], 0).usd ?? 0) * 1e9);
        return call;
      };
      return {
        ...reservation,
        settle: (call) => book(reservation.settle(call)),
        fail: (outcome) => book(reservation.fail(outcome)),
      };
    },
  });
  return {
    within: (context = detachedContext()) => ({ ...context, meter: meterOver(context.meter) }),
    spentUsd: () => nano / 1e9,
  };
}
