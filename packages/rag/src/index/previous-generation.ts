import { AshlarError, type Embedder } from '@ashlar/core';
import { embedderMismatch } from '../errors.ts';
import type { Generation } from './generation.ts';
import type { IndexStore } from './store.ts';
import { describeVectors, identityOf } from './vector-identity.ts';

/** What a rollback goes back to, and the embedder for it: the one given, or one that was used before. */
export async function previousGeneration(
  store: IndexStore,
  given: Embedder | undefined,
  seen: ReadonlyMap<string, Embedder>,
): Promise<{ readonly generation: Generation; readonly embedder: Embedder | undefined }> {
  const generation = (await store.generations.list()).find(({ state }) => state === 'previous');
  if (generation === undefined) {
    const message =
      'There is nothing to roll back to: no switch was made, or what was before is gone.';
    throw new AshlarError('index.generation', message, { facts: { generation: 'previous' } });
  }
  const { vectors } = generation;
  if (vectors === undefined) return { generation, embedder: undefined };
  const embedder = given ?? seen.get(vectors.id);
  if (describeVectors(identityOf(embedder)) !== describeVectors(vectors)) {
    throw embedderMismatch(describeVectors(vectors), describeVectors(identityOf(embedder)));
  }
  return { generation, embedder };
}
