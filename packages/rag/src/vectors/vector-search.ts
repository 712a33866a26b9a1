import { type Scored, scoreFusion, topK } from '@ashlar/text';

/** Cosine similarity of every candidate to the query, best `k`; what points away from the query is left out. */
export function vectorSearch(
  query: Float32Array,
  candidates: Iterable<readonly [id: string, vector: Float32Array]>,
  k: number,
): Scored[] {
  const found: Scored[] = [];
  const similarity = cosineTo(query);
  for (const [id, vector] of candidates) {
    const score = similarity(vector);
    if (score > 0) found.push({ id, score });
  }
  return topK(found, k);
}

/** Cosine similarity to one query; 0 where either has no length. */
export function cosineTo(query: Float32Array): (vector: Float32Array) => number {
  const length = Math.sqrt(dot(query, query));
  return (vector) => {
    const scale = length * Math.sqrt(dot(vector, vector));
    return scale === 0 ? 0 : dot(query, vector) / scale;
  };
}

/**
 * One ranking of words and vectors, in equal parts for every collection, each on the scale of its own best score.
 * No learned embedder was measured with these weights.
 */
export function fuseWithVectors(words: readonly Scored[], vectors: readonly Scored[]): Scored[] {
  return scoreFusion([words, vectors], { weights: [1, 1] });
}

/** How many passages words and vectors each put forward for `k` results. */
export function fusionDepth(k: number): number {
  return Math.max(100, 2 * k);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
