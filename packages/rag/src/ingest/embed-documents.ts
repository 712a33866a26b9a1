import { type CallContext, detachedContext, type Embedder } from '@ashlar/core';
import type { NewDocument, NewPassage } from '../index/document.ts';
import { embedTexts } from '../index/embed-texts.ts';
import { searchableText } from '../index/searchable-text.ts';
import type { IndexStore } from '../index/store.ts';
import { textKey } from './hash.ts';

/** What documents are embedded with. */
export interface Embedding {
  readonly store: IndexStore;
  readonly embedder: Embedder | undefined;
  readonly tenant: string;
  readonly signal: AbortSignal | undefined;
  readonly context: CallContext | undefined;
}

/**
 * The documents with vectors for their passages. Only texts that the index has no vector of are embedded, each once; undefined
 * when the signal ended it.
 */
export async function embedDocuments(
  documents: readonly NewDocument[],
  { store, embedder, tenant, signal, context = detachedContext(signal) }: Embedding,
): Promise<{ readonly documents: readonly NewDocument[]; readonly embedded: number } | undefined> {
  if (embedder === undefined) return { documents, embedded: 0 };
  const texts = documents.flatMap(({ title, passages }) =>
    passages.map((passage) => searchableText(title, passage)),
  );
  const keys = await Promise.all(texts.map(textKey));
  const vectors = new Map(await store.vectors(tenant, [...new Set(keys)]));
  const missing = new Map(
    keys.flatMap((key, i) => (vectors.has(key) ? [] : [[key, texts[i] as string] as const])),
  );
  if (missing.size > 0) {
    try {
      const made = await embedTexts(embedder, [...missing.values()], PURPOSE, context);
      for (const [i, key] of [...missing.keys()].entries()) {
        vectors.set(key, made[i] as Float32Array);
      }
    } catch (error) {
      if (signal?.aborted) return undefined;
      throw error;
    }
  }
  let at = 0;
  const embed = (passage: NewPassage): NewPassage => {
    const key = keys[at] as string;
    at += 1;
    return { ...passage, embedding: { key, vector: vectors.get(key) as Float32Array } };
  };
  return {
    documents: documents.map((one) => ({ ...one, passages: one.passages.map(embed) })),
    embedded: missing.size,
  };
}

const PURPOSE = { purpose: 'document' } as const;
