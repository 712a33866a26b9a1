/** Dollars per million tokens, with the day and place it was read. */
export interface Price {
  readonly inputUsd: number;
  readonly outputUsd: number;
  readonly cacheReadUsd?: number;
  readonly cacheWriteUsd?: number;
  /** What is written to live an hour. @default `cacheWriteUsd` */
  readonly cacheWriteHourUsd?: number;
  /** ISO date on which the price was read. */
  readonly asOf: string;
  readonly source?: string;
}

interface Tokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly cacheWriteHourTokens?: number;
}

/** The price of `tokens` in integer nano-dollars, rounded up: floating-point money made budgets hang. */
export function priceOf(price: Price, tokens: Tokens): number {
  const { cacheWriteTokens = 0, cacheWriteHourTokens = 0 } = tokens;
  const cacheWriteUsd = price.cacheWriteUsd ?? price.inputUsd;
  const nanoPerMillion =
    tokens.inputTokens * price.inputUsd +
    tokens.outputTokens * price.outputUsd +
    (tokens.cacheReadTokens ?? 0) * (price.cacheReadUsd ?? price.inputUsd) +
    (cacheWriteTokens - cacheWriteHourTokens) * cacheWriteUsd +
    cacheWriteHourTokens * (price.cacheWriteHourUsd ?? cacheWriteUsd);
  return Math.ceil(nanoPerMillion * 1000);
}

/** The most that `tokens` can cost: every input token at the dearest input rate. */
export function worstPriceOf(price: Price, tokens: Tokens): number {
  const { inputUsd, cacheReadUsd = 0, cacheWriteUsd = 0, cacheWriteHourUsd = 0 } = price;
  const dearest = Math.max(inputUsd, cacheReadUsd, cacheWriteUsd, cacheWriteHourUsd);
  return Math.ceil((tokens.inputTokens * dearest + tokens.outputTokens * price.outputUsd) * 1000);
}
