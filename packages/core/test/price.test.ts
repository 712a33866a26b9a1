import { expect, it } from 'vitest';
import { priceOf, worstPriceOf } from '../src/price.ts';

const price = {
  inputUsd: 1,
  outputUsd: 5,
  cacheReadUsd: 0.1,
  cacheWriteUsd: 1.25,
  cacheWriteHourUsd: 2,
  asOf: '2026-11-21',
};
const tokens = { inputTokens: 0, outputTokens: 0, cacheWriteTokens: 1000 };

it('prices what is written to the cache for an hour at its own rate', () => {
  expect(priceOf(price, tokens)).toBe(1_250_000);
  expect(priceOf(price, { ...tokens, cacheWriteHourTokens: 400 })).toBe(1_550_000);
  expect(
    priceOf({ ...price, cacheWriteHourUsd: 1.25 }, { ...tokens, cacheWriteHourTokens: 400 }),
  ).toBe(1_250_000);
});

it('takes the rate of an ordinary write, else of input, where a price has none for an hour', () => {
  const { cacheWriteHourUsd: _, ...short } = price;
  const hour = { ...tokens, cacheWriteHourTokens: 1000 };
  expect(priceOf(short, hour)).toBe(1_250_000);
  expect(priceOf({ inputUsd: 1, outputUsd: 5, asOf: '2026-11-21' }, hour)).toBe(1_000_000);
});

it('bounds input by the dearest rate, the hour included', () => {
  expect(worstPriceOf(price, { inputTokens: 1000, outputTokens: 0 })).toBe(2_000_000);
});
