import type { ChatFeature, ModelInfo, Price } from '@ashlar/core';

/** What a family of models does otherwise than the rest. */
export type ModelQuirk =
  /** `temperature` and `topP` are refused. */
  | 'no-sampling'
  /** `strict` tools are refused by Converse. */
  | 'no-strict-tools'
  /** Takes system messages between the turns. */
  | 'system-in-place';

/** One family of models, recognised by how its ids begin. */
export interface ModelRow extends ModelInfo {
  readonly prefix: string;
  readonly quirks?: readonly ModelQuirk[];
  /** Price of `us.`, `eu.` and other geographic profiles, where it differs from `global.` and the plain id. */
  readonly geographicPrice?: Price;
}

// Where the rows come from, read on 2026-11-21. [aws]: prices, windows and lifecycle in AWS's own toolkit, copied there from
// aws.amazon.com/bedrock/pricing on 2026-09-03 and checked again for geographic profiles on 2026-10-05. [litellm]: output
// limits, quirks and the cache prices of Nova in BerriAI/litellm's table at commit 00035b6. [sdk]: which models take a block, in
// the comments of @aws-sdk/client-bedrock-runtime 3.1162.0. [guide]: structured outputs, by langchain-aws issue 883 and [litellm].
// Where two sources differ the smaller window stands. Cache writes are at the 5-minute price.
const source =
  'github.com/aws/agent-toolkit-for-aws: bedrock-pricing-cache.md (2026-09-03), bedrock_pricing.py (2026-10-05)';

function usd(
  inputUsd: number,
  outputUsd: number,
  cache?: Pick<Price, 'cacheWriteUsd' | 'cacheReadUsd' | 'cacheWriteHourUsd'>,
): Price {
  return { inputUsd, outputUsd, ...cache, asOf: '2026-09-03', source };
}

/** Claude since 4.5: a write costs 1.25 times the input, one for an hour twice [litellm], a read a tenth; geographic profiles a tenth more. */
function claudePrices(input: number, output: number) {
  const times = (factor: number): Price => {
    const rate = (price: number): number => Math.round(price * factor * 1e6) / 1e6;
    return usd(rate(input), rate(output), {
      cacheWriteUsd: rate(1.25 * input),
      cacheReadUsd: rate(0.1 * input),
      cacheWriteHourUsd: rate(2 * input),
    });
  };
  return { price: times(1), geographicPrice: times(1.1) };
}

const claude: readonly ChatFeature[] = [
  'tools',
  'tool-choice',
  'structured-output',
  'streaming',
  'system',
  'images',
  'documents',
  'reasoning',
  'cache-points',
];
const nova: readonly ChatFeature[] = [
  'tools',
  'tool-choice',
  'streaming',
  'system',
  'images',
  'documents',
  'cache-points',
];
const novaMicro = nova.filter((feature) => feature !== 'images' && feature !== 'documents');
const openWeight: readonly ChatFeature[] = ['tools', 'streaming', 'system'];
const gone = { features: openWeight, lifecycle: 'end-of-life' } as const;

const k = 1000;
const m = 1_000_000;

export const modelTable: readonly ModelRow[] = [
  {
    prefix: 'anthropic.claude-sonnet-5',
    features: claude,
    contextWindow: m,
    maxOutputTokens: 128 * k,
    ...claudePrices(2, 10),
    quirks: ['no-sampling', 'system-in-place'],
  },
  {
    prefix: 'anthropic.claude-opus-4-8',
    features: claude,
    contextWindow: 200 * k,
    maxOutputTokens: 128 * k,
    ...claudePrices(5, 25),
    quirks: ['no-sampling', 'no-strict-tools', 'system-in-place'],
  },
  {
    prefix: 'anthropic.claude-opus-4-7',
    features: claude,
    contextWindow: m,
    maxOutputTokens: 128 * k,
    ...claudePrices(5, 25),
    quirks: ['no-sampling', 'no-strict-tools'],
  },
  {
    prefix: 'anthropic.claude-opus-4-6',
    features: claude,
    contextWindow: m,
    maxOutputTokens: 128 * k,
    ...claudePrices(5, 25),
  },
  {
    prefix: 'anthropic.claude-opus-4-5',
    features: claude,
    contextWindow: 200 * k,
    maxOutputTokens: 64 * k,
    ...claudePrices(5, 25),
  },
  {
    prefix: 'anthropic.claude-sonnet-4-6',
    features: claude,
    contextWindow: m,
    maxOutputTokens: 64 * k,
    ...claudePrices(3, 15),
  },
  {
    prefix: 'anthropic.claude-sonnet-4-5',
    features: [...claude, 'citations'],
    contextWindow: 200 * k,
    maxOutputTokens: 64 * k,
    ...claudePrices(3, 15),
  },
  {
    prefix: 'anthropic.claude-haiku-4-5',
    features: claude,
    contextWindow: 200 * k,
    maxOutputTokens: 64 * k,
    ...claudePrices(1, 5),
  },
  {
    prefix: 'anthropic.claude-opus-4-1',
    features: [...claude.filter((feature) => feature !== 'structured-output'), 'citations'],
    contextWindow: 200 * k,
    maxOutputTokens: 32 * k,
    price: usd(15, 75, { cacheWriteUsd: 18.75, cacheReadUsd: 1.5 }),
    lifecycle: 'legacy',
  },
  { prefix: 'anthropic.claude-sonnet-4-2025', ...gone },
  { prefix: 'anthropic.claude-3', ...gone },
  {
    prefix: 'amazon.nova-2-lite',
    features: [...nova, 'reasoning'],
    contextWindow: m,
    maxOutputTokens: 64 * k,
    price: usd(0.33, 2.75),
  },
  {
    prefix: 'amazon.nova-pro-v1',
    features: nova,
    contextWindow: 300 * k,
    maxOutputTokens: 10 * k,
    price: usd(0.8, 3.2),
  },
  {
    prefix: 'amazon.nova-lite-v1',
    features: nova,
    contextWindow: 300 * k,
    maxOutputTokens: 10 * k,
    price: usd(0.06, 0.24),
  },
  {
    prefix: 'amazon.nova-micro-v1',
    features: novaMicro,
    contextWindow: 128 * k,
    maxOutputTokens: 10 * k,
    price: usd(0.035, 0.14),
  },
  { prefix: 'amazon.nova-premier-v1', ...gone },
  {
    prefix: 'meta.llama4-maverick',
    features: openWeight,
    contextWindow: m,
    price: usd(0.24, 0.97),
  },
  {
    prefix: 'meta.llama4-scout',
    features: openWeight,
    contextWindow: 10 * m,
    price: usd(0.17, 0.66),
  },
  {
    prefix: 'meta.llama3-3-70b',
    features: openWeight,
    contextWindow: 128 * k,
    price: usd(0.72, 0.72),
  },
  { prefix: 'meta.llama3-1-70b', features: openWeight, price: usd(0.72, 0.72) },
  { prefix: 'meta.llama3-1-8b', features: openWeight, price: usd(0.22, 0.22) },
  { prefix: 'meta.llama3-2', ...gone },
  {
    prefix: 'mistral.mistral-large-3',
    features: openWeight,
    contextWindow: 256 * k,
    price: usd(0.5, 1.5),
  },
];
