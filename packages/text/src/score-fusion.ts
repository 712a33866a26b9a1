import { type Scored, topK } from './top-k.ts';

/** Options of {@link scoreFusion}. */
export interface ScoreFusionOptions {
  /** Weight of each list. Default 1 for all. */
  readonly weights?: readonly number[];
  /** The score that counts as 1, per list: usually what is attainable. Default each list's best score. */
  readonly scales?: readonly number[];
  /** At most this many results. Default all. */
  readonly k?: number;
}

/**
 * One ranking out of several by score: the weighted mean of each list's scores on a scale of 0..1.
 *
 * For scores whose lowest possible value is 0 (BM25, cosine of non-negative vectors); what a list does not hold counts 0,
 * and a list whose scale is 0 (nothing asked of it) does not count at all. With attainable scores as scales, results
 * compare across queries. Convex combination after Bruch, Gai & Ingber, "An Analysis of Fusion Functions for Hybrid
 * Retrieval" (TOIS 2023), who find it better than reciprocal rank fusion and robust to its weights.
 */
export function scoreFusion(
  lists: readonly (readonly Scored[])[],
  options: ScoreFusionOptions = {},
): Scored[] {
  const { weights, scales, k = Number.POSITIVE_INFINITY } = options;
  const channels = lists.map((list, i) => ({
    list,
    weight: weights?.[i] ?? 1,
    scale: scales?.[i] ?? list.reduce((max, { score }) => Math.max(max, score), 0),
  }));
  const counted = channels.filter(({ scale }) => scale > 0);
  const total = counted.reduce((sum, { weight }) => sum + weight, 0);
  const sums = new Map<string, number>();
  for (const { list, weight, scale } of counted) {
    for (const { id, score } of list) {
      sums.set(id, (sums.get(id) ?? 0) + (weight * score) / (total * scale));
    }
  }
  return topK(
    [...sums].map(([id, score]) => ({ id, score })),
    k,
  );
}
