import type { Principal } from '@ashlar/core';
import type { DocumentAttributes, Embedding, NewDocument, NewPassage } from '../index/document.ts';
import type { IndexStore, StoreQuery } from '../index/store.ts';

export const ANN: Principal = { tenant: 'acme', subject: 'ann', groups: ['masons'] };

/** Vectors of two dimensions. */
export const VECTORS = { id: 'plane', dimensions: 2 } as const;

/** A document of some passages, as an ingestion would make it. */
export function documentOf(
  source: string,
  texts: readonly string[],
  attributes: DocumentAttributes & { readonly embeddings?: readonly Embedding[] } = {},
): NewDocument {
  const { embeddings, ...rest } = attributes;
  let start = 0;
  const passages = texts.map((text, i): NewPassage => {
    const passage = { text, start, end: start + text.length, line: i + 1, headings: [`${i}`] };
    start += text.length + 1;
    const embedding = embeddings?.[i];
    return { ...passage, ...(embedding && { embedding }) };
  });
  const content = JSON.stringify(texts);
  const fingerprint = { content, attributes: JSON.stringify(rest) };
  return { source, fingerprint, title: `Title of ${source}`, ...rest, passages };
}

/** A vector that points in a direction, in degrees, with its key. */
export function towards(degrees: number, key = `towards ${degrees}`): Embedding {
  const angle = (degrees / 180) * Math.PI;
  return { key, vector: Float32Array.of(Math.cos(angle), Math.sin(angle)) };
}

/** Commits documents for a tenant. */
export function put(
  store: IndexStore,
  documents: readonly NewDocument[],
  tenant: string = ANN.tenant,
): Promise<void> {
  return store.commit({ tenant, put: documents, remove: [] });
}

/** The sources of what is found, in their order. */
export async function sourcesOf(
  store: IndexStore,
  query: Partial<StoreQuery> = {},
): Promise<readonly string[]> {
  const { passages } = await store.search({ text: 'granite', access: ANN, k: 10, ...query });
  return passages.map(({ source }) => source);
}

/** Numbers between 0 and 1, the same ones for the same seed. Mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Everything of an async iterable. */
export async function listOf<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
