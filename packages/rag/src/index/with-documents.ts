import { type Scored, topK } from '@ashlar/text';

/** How many passages are ranked together with their documents, at least. */
const POOL = 50;

/** How many passages to find by themselves when `k` are wanted. */
export function poolSize(k: number): number {
  return Math.max(POOL, k);
}

/**
 * Ranks passages by how much of the question they hold and how much their whole document does: the geometric mean of both
 * shares, so that neither counts more because its figures run higher. A page that is one passage has two equal shares.
 *
 * Passage and document together: Callan, "Passage-Level Evidence in Document Retrieval" (SIGIR 1994). What it is worth is in
 * docs/rag/retrieval.md.
 */
export function withDocuments(
  passages: readonly Scored[],
  shareOf: (passage: string) => number,
  k: number,
): Scored[] {
  const scored = passages.map(({ id, score }) => ({ id, score: Math.sqrt(score * shareOf(id)) }));
  return topK(scored, k);
}
