import type { Token } from './token.ts';

/** How often each term occurs in a document, in order of first occurrence. */
export function countTerms(tokens: readonly Pick<Token, 'term'>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { term } of tokens) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** How often each term of a query occurs in a document: of a long document few terms are asked for. */
export function countAsked(
  query: ReadonlyMap<string, number>,
  tokens: readonly Pick<Token, 'term'>[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { term } of tokens) {
    if (query.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
}

/** How much each term of a query counts: the sum of its tokens' weights. */
export function queryTerms(tokens: readonly Pick<Token, 'term' | 'weight'>[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { term, weight = 1 } of tokens) weights.set(term, (weights.get(term) ?? 0) + weight);
  return weights;
}
