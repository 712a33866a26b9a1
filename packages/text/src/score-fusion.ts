import { type Scored, topK } from './top-k.ts';

/** Options of {@link scoreFusion}. */
export interface ScoreFusionOptions {
  /** Weight of each list; they are scaled to sum to 1. Default equal. */
  readonly weights?: readonly number[];
  /** At most this many results. Default all. */
  readonly k?: number;
}

/**
 * One ranking out of several by score: a convex combination of each list's scores divided by its best one.
 *
 * For scores whose lowest possible value is 0 (BM25, cosine of non-negative vectors); what a list does not hold counts 0.
 * Fused scores lie in 0..1. Bruch, Gai & Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (TOIS 2023): convex
 * combination with the theoretical minimum beats reciprocal rank fusion and is robust to its weight.
 */
export function scoreFusion(
  lists: readonly (readonly Scored[])[],
  options: ScoreFusionOptions = {},
): Scored[] {
  const { weights, k = Number.POSITIVE_INFINITY } = options;
  const total = lists.reduce((sum, _, i) => sum + (weights?.[i] ?? 1), 0);
  const sums = new Map<string, number>();
  lists.forEach((list, i) => {
    const best = list.reduce((max, { score }) => Math.max(max, score), 0);
    if (best === 0 || total === 0) return;
    const weight = (weights?.[i] ?? 1) / total / best;
    for (const { id, score } of list) sums.set(id, (sums.get(id) ?? 0) + weight * score);
  });
  return topK(
    [...sums].map(([id, score]) => ({ id, score })),
    k,
  );
}
