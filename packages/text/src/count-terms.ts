import type { Token } from './token.ts';

/** How often each term occurs, in order of first occurrence. */
export function countTerms(tokens: readonly Pick<Token, 'term'>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { term } of tokens) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
