import { type Access, AshlarError, type Embedder } from '@ashlar/core';
import { textKey } from '../ingest/hash.ts';
import { embedTexts } from './embed-texts.ts';
import { searchableText } from './searchable-text.ts';
import type { IndexStore } from './store.ts';

/** Options of `index.recallCheck`. */
export interface RecallOptions {
  /** Embedded and searched. @default the vectors of passages from all over the index: no call of the embedder */
  readonly questions?: readonly string[];
  /** How many passages are taken when there are no questions. @default 100 */
  readonly sample?: number;
  /** Results that are compared. @default 10 */
  readonly k?: number;
}

export interface RecallReport {
  /** Mean share, 0 to 1, of the `k` closest vectors that approximate search finds; 1 where it compares every one. */
  readonly recall: number;
  /** The worst of all queries. */
  readonly lowest: number;
  readonly queries: number;
  readonly k: number;
}

/** Holds approximate search by vectors against exact search, on behalf of `access`. */
export async function recallCheck(
  { store, embedder }: { readonly store: IndexStore; readonly embedder: Embedder | undefined },
  access: Access,
  { questions, sample = 100, k = 10 }: RecallOptions = {},
): Promise<RecallReport> {
  if (embedder === undefined) {
    const issues = ['embedder: the index has none'];
    const message = 'Without an embedder there are no vectors to check. Open the index with one.';
    throw new AshlarError('input.invalid', message, { facts: { what: 'recall check', issues } });
  }
  const queries: readonly SampledVector[] =
    questions === undefined
      ? await sampleVectors(store, access, sample)
      : (await embedTexts(embedder, questions, { purpose: 'query' })).map((vector) => ({ vector }));
  const shares: number[] = [];
  for (const { vector, id } of queries) {
    const closest = async (exact: boolean) => {
      const { passages } = await store.search({ vector, access, k: k + 1, exact });
      // A passage is closest to itself, which says nothing.
      return passages
        .map((one) => one.id)
        .filter((one) => one !== id)
        .slice(0, k);
    };
    const wanted = await closest(true);
    if (wanted.length === 0) continue;
    const found = new Set(await closest(false));
    shares.push(wanted.filter((one) => found.has(one)).length / wanted.length);
  }
  const sum = shares.reduce((total, share) => total + share, 0);
  return {
    recall: shares.length === 0 ? 1 : sum / shares.length,
    lowest: Math.min(1, ...shares),
    queries: shares.length,
    k,
  };
}

interface SampledVector {
  readonly vector: Float32Array;
  readonly id?: string;
}

/** Vectors of passages at equal distances over the whole index. */
async function sampleVectors(
  store: IndexStore,
  access: Access,
  sample: number,
): Promise<readonly SampledVector[]> {
  const { passages: total } = await store.stats(access);
  const step = Math.max(1, Math.floor(total / Math.max(1, sample)));
  const vectors: SampledVector[] = [];
  let at = 0;
  for await (const { tenant, title, passages } of store.documents(access)) {
    for (const passage of passages) {
      at += 1;
      if (at % step !== 0 || vectors.length >= sample) continue;
      const key = await textKey(searchableText(title, passage));
      const vector = (await store.vectors(tenant, [key])).get(key);
      if (vector !== undefined) vectors.push({ vector, id: passage.id });
    }
    if (vectors.length >= sample) break;
  }
  return vectors;
}
