import type { VectorIdentity } from './store.ts';

/** Whose vectors these are, for comparing and for people. */
export function describeVectors(vectors: VectorIdentity | undefined): string {
  return vectors === undefined ? 'no embedder' : `${vectors.id} (${vectors.dimensions} dimensions)`;
}
