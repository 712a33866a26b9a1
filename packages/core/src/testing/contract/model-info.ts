import type { ModelInfo } from '../../chat.ts';
import type { Price } from '../../price.ts';
import { claim } from './claim.ts';

/** Throws when facts about a model contradict each other. */
export function claimSaneInfo({
  features,
  contextWindow,
  maxOutputTokens,
  price,
}: ModelInfo): void {
  claim(new Set(features).size === features.length, 'a feature should be listed once');
  for (const [name, limit] of Object.entries({ contextWindow, maxOutputTokens })) {
    claim(limit === undefined || limit > 0, `${name} should be above 0, but is ${limit}`);
  }
  if (contextWindow !== undefined && maxOutputTokens !== undefined) {
    claim(
      maxOutputTokens <= contextWindow,
      `maxOutputTokens (${maxOutputTokens}) should fit into contextWindow (${contextWindow})`,
    );
  }
  if (price === undefined) return;
  for (const [field, rate] of Object.entries(ratesOf(price))) {
    claim(Number.isFinite(rate) && rate >= 0, `price.${field} should be 0 or more, but is ${rate}`);
  }
  claim(!Number.isNaN(Date.parse(price.asOf)), `price.asOf should be a date, but is ${price.asOf}`);
}

/** Throws unless `outer` promises no more than every one of `inner`, and no lower price. */
export function claimDerivedInfo(outer: ModelInfo, inner: readonly ModelInfo[]): void {
  for (const one of inner) {
    const extra = outer.features.find((feature) => !one.features.includes(feature));
    claim(extra === undefined, `the feature ${extra} is not one of every model inside`);
    claimNotAbove('contextWindow', outer.contextWindow, one.contextWindow);
    claimNotAbove('maxOutputTokens', outer.maxOutputTokens, one.maxOutputTokens);
    if (one.price === undefined) {
      claim(outer.price === undefined, 'it has a price, but a model inside has none');
    } else if (outer.price !== undefined) {
      claimUpperBound(outer.price, one.price);
    }
  }
  if (inner.every((one) => one.price !== undefined)) {
    claim(outer.price !== undefined, 'it has no price, but every model inside has one');
  }
}

function claimNotAbove(name: string, outer: number | undefined, inner: number | undefined): void {
  if (inner === undefined) return;
  claim(
    outer !== undefined && outer <= inner,
    `${name} is ${outer}, above the ${inner} of a model inside`,
  );
}

function claimUpperBound(outer: Price, inner: Price): void {
  const [bound, rates] = [ratesOf(outer), ratesOf(inner)];
  for (const field of Object.keys(rates) as (keyof typeof rates)[]) {
    claim(
      bound[field] >= rates[field],
      `price.${field} is ${bound[field]}, below the ${rates[field]} of a model inside`,
    );
  }
}

function ratesOf({ inputUsd, outputUsd, cacheReadUsd, cacheWriteUsd }: Price) {
  return {
    inputUsd,
    outputUsd,
    cacheReadUsd: cacheReadUsd ?? inputUsd,
    cacheWriteUsd: cacheWriteUsd ?? inputUsd,
  };
}
