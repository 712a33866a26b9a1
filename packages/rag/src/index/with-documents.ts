import { type Scored, topK } from '@ashlar/text';

/** How many passages are ranked together with their documents, at least. */
const POOL = 50;

/** How many passages to find by themselves when `k` are wanted. */
export function poolSize(k: number): number {
  return Math.max(POOL, k);
}

/** What is known of a passage's whole document. */
export interface DocumentShare {
  /** How much of the question it holds, 0 to 1. */
  readonly share: number;
  /** How many passages it has. */
  readonly passages: number;
}

/**
 * Ranks passages by how much of the question they hold and how much their whole document does: the weighted geometric mean of
 * both shares, so that neither counts more because its figures run higher. A short document is of one subject, so it counts
 * more; a long one counts half, as its passage does.
 *
 * Passage and document together: Callan, "Passage-Level Evidence in Document Retrieval" (SIGIR 1994); weighted by length:
 * Bendersky & Kurland, "Utilizing Passage-Based Language Models for Document Retrieval" (ECIR 2008). The weight is our own.
 */
export function withDocuments(
  found: readonly Scored[],
  documentOf: (passage: string) => DocumentShare,
  k: number,
): Scored[] {
  const scored = found.map(({ id, score }) => {
    const { share, passages } = documentOf(id);
    const weight = 0.5 + 0.5 / (passages + 1);
    return { id, score: score ** (1 - weight) * share ** weight };
  });
  return topK(scored, k);
}
