import { detachedContext, type Embedder } from '@ashlar/core';
import { textKey } from '../ingest/hash.ts';
import { embedTexts } from './embed-texts.ts';
import { searchableText } from './searchable-text.ts';
import type { IndexStore } from './store.ts';

/** Options of `index.reindex`. */
export interface ReindexOptions {
  /** Whose vectors are made. Those that are already there stay. */
  readonly embedder: Embedder;
  /** Ends it between two batches; what was made stays. */
  readonly signal?: AbortSignal;
  /** Called after every batch. What it throws ends it. */
  readonly onProgress?: (progress: { readonly embedded: number }) => void;
  /** Passages that are embedded and stored together: what a kill can lose. @default 256 */
  readonly batchPassages?: number;
}

export interface ReindexReport {
  /** Passages that got a vector now. */
  readonly embedded: number;
  /** True when the signal ended it: run it again to go on. */
  readonly interrupted: boolean;
}

/** Gives every passage a vector of an embedder, in a generation of its own: the same index serves meanwhile. */
export async function reindex(
  store: IndexStore,
  { embedder, signal, onProgress, batchPassages = 256 }: ReindexOptions,
): Promise<ReindexReport> {
  const vectors = { id: embedder.id, dimensions: embedder.dimensions };
  await store.generations.begin(vectors);
  let embedded = 0;
  while (!signal?.aborted) {
    const batch = await store.generations.missing(vectors, Math.max(1, batchPassages));
    if (batch.length === 0) return { embedded, interrupted: false };
    const texts = batch.map((passage) => searchableText(passage.title, passage));
    const keys = await Promise.all(texts.map(textKey));
    let made: readonly Float32Array[];
    try {
      made = await embedTexts(embedder, texts, { purpose: 'document' }, detachedContext(signal));
    } catch (error) {
      if (signal?.aborted) break;
      throw error;
    }
    await store.generations.fill(
      vectors,
      batch.map(({ tenant, id, content }, i) => ({
        tenant,
        id,
        content,
        embedding: { key: keys[i] as string, vector: made[i] as Float32Array },
      })),
    );
    embedded += batch.length;
    onProgress?.({ embedded });
  }
  return { embedded, interrupted: true };
}
