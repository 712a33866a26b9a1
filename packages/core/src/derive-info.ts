import type { ChatModel, ModelInfo } from './chat.ts';
import type { Price } from './price.ts';

/**
 * What can be promised of a wrapper around these models: features that all have, the smallest limits, the dearest price,
 * the worst lifecycle. A fact that one model does not state is not stated.
 */
export function deriveInfo(models: readonly ChatModel[]): ModelInfo {
  const [first, ...rest] = models.map((model) => model.info);
  if (first === undefined) throw new RangeError('A wrapper needs at least one model.');
  const info = rest.reduce(meet, first);
  if (models.length === 1) return info;
  return { ...info, candidates: models.map(({ id, info: own }) => ({ id, info: own })) };
}

function meet(a: ModelInfo, b: ModelInfo): ModelInfo {
  const features = a.features.filter((feature) => b.features.includes(feature));
  return {
    features,
    ...defined('contextWindow', both(a.contextWindow, b.contextWindow, Math.min)),
    ...defined('maxOutputTokens', both(a.maxOutputTokens, b.maxOutputTokens, Math.min)),
    ...defined('price', both(a.price, b.price, dearest)),
    ...defined('lifecycle', both(a.lifecycle, b.lifecycle, worst)),
    ...defined('owner', a.owner === b.owner ? a.owner : undefined),
    ...defined('dataClass', a.dataClass === b.dataClass ? a.dataClass : undefined),
  };
}

function both<T>(a: T | undefined, b: T | undefined, join: (a: T, b: T) => T): T | undefined {
  return a === undefined || b === undefined ? undefined : join(a, b);
}

function defined<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
}

function dearest(a: Price, b: Price): Price {
  const cacheRead = both(a.cacheReadUsd ?? a.inputUsd, b.cacheReadUsd ?? b.inputUsd, Math.max);
  const cacheWrite = both(a.cacheWriteUsd ?? a.inputUsd, b.cacheWriteUsd ?? b.inputUsd, Math.max);
  return {
    inputUsd: Math.max(a.inputUsd, b.inputUsd),
    outputUsd: Math.max(a.outputUsd, b.outputUsd),
    ...defined('cacheReadUsd', cacheRead),
    ...defined('cacheWriteUsd', cacheWrite),
    ...((a.cacheWriteHourUsd ?? b.cacheWriteHourUsd) !== undefined && {
      cacheWriteHourUsd: Math.max(hourUsd(a), hourUsd(b)),
    }),
    asOf: [a.asOf, b.asOf].sort()[0] as string,
  };
}

function hourUsd(price: Price): number {
  return price.cacheWriteHourUsd ?? price.cacheWriteUsd ?? price.inputUsd;
}

type Lifecycle = NonNullable<ModelInfo['lifecycle']>;

function worst(a: Lifecycle, b: Lifecycle): Lifecycle {
  const order: readonly Lifecycle[] = ['active', 'legacy', 'end-of-life'];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
