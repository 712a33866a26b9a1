import type { VectorIdentity } from './generation.ts';

/** Whose vectors these are, for comparing and for people. */
export function describeVectors(vectors: VectorIdentity | undefined): string {
  return vectors === undefined ? 'no embedder' : `${vectors.id} (${vectors.dimensions} dimensions)`;
}

/** What of an embedder its vectors are known by. */
export function identityOf(embedder: VectorIdentity | undefined): VectorIdentity | undefined {
  return embedder && { id: embedder.id, dimensions: embedder.dimensions };
}
