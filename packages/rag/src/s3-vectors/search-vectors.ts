import { type Scored, topK } from '@ashlar/text';
import { compileFilter } from '../index/compile-filter.ts';
import type { FoundPassage } from '../index/document.ts';
import type { VectorIdentity } from '../index/generation.ts';
import type { StoreQuery, StoreResult } from '../index/store.ts';
import { cosineTo, fuseWithVectors, fusionDepth } from '../vectors/vector-search.ts';
import { addressOf } from './address.ts';
import { onCatalog } from './catalog-identity.ts';
import { metadataFilter } from './metadata-filter.ts';
import type { ListedVector } from './vector-bucket.ts';
import { byPassage, hasLength, passageKey, passageOf, type VectorState } from './vector-state.ts';

/** How many vectors are looked up in the catalog at a time. */
const LOOKED_UP = 100;

type FoundVector = Scored & { readonly passage: FoundPassage };

/** Words from the catalog, vectors from their indexes; rights and filter of both are decided by the catalog. */
export async function searchVectors(
  state: VectorState,
  serving: VectorIdentity | undefined,
  query: StoreQuery,
): Promise<StoreResult> {
  const { vector, exact = false, ...worded } = query;
  const { k } = query;
  const compared = vector !== undefined && serving !== undefined && hasLength(vector);
  const words = await onCatalog(() =>
    state.catalog.search({ ...worded, k: compared ? fusionDepth(k) : k }),
  );
  if (!compared) return words;
  const found = exact
    ? await everyVector(state, serving, { ...query, vector })
    : await nearestVectors(state, serving, { ...query, vector });
  const passages = new Map<string, FoundPassage>();
  const byVectors = found.map(({ passage, ...scored }) => {
    passages.set(scored.id, passage);
    return scored;
  });
  const byWords = words.passages.map(({ score, ...passage }) => {
    const id = passageKey(passage.tenant, passage.id);
    // Read once: what a passage says must be of one moment with what lets it be found.
    passages.set(id, passage);
    return { id, score };
  });
  return {
    passages: fuseWithVectors(byWords, byVectors)
      .slice(0, k)
      .flatMap(({ id, score }) => {
        const passage = passages.get(id);
        return passage === undefined ? [] : [{ ...passage, score }];
      }),
    channels: words.channels,
  };
}

type VectorQuery = StoreQuery & { readonly vector: Float32Array };

async function nearestVectors(
  { catalog, bucket, names }: VectorState,
  serving: VectorIdentity,
  { vector, filter, access, k }: VectorQuery,
): Promise<readonly FoundVector[]> {
  const depth = fusionDepth(k);
  const narrowed = metadataFilter(access, filter);
  const passes = filter === undefined ? () => true : compileFilter(filter);
  const indexes =
    'unrestricted' in access
      ? (await bucket.names(names.all)).filter((name) => names.belongs(name, serving))
      : [names.of(access.tenant, serving)];

  const allowed = async (
    batch: readonly (ListedVector & { readonly score: number })[],
  ): Promise<readonly FoundVector[]> => {
    const ids = [...new Set(batch.map(({ metadata }) => String(metadata.passage)))];
    const known = byPassage(await onCatalog(() => catalog.get(ids, access)));
    return batch.flatMap((one) => {
      const passage = passageOf(one, known);
      return passage !== undefined && passes(passage)
        ? [{ id: passageKey(passage.tenant, passage.id), score: one.score, passage }]
        : [];
    });
  };

  const found: FoundVector[] = [];
  for (const index of indexes) {
    const own: FoundVector[] = [];
    let batch: (ListedVector & { readonly score: number })[] = [];
    for await (const one of bucket.nearest(index, vector, narrowed)) {
      // What points away from the query is no result, and the rest points further away.
      if (one.score <= 0) break;
      batch.push(one);
      if (batch.length < LOOKED_UP) continue;
      own.push(...(await allowed(batch)));
      batch = [];
      if (own.length >= depth) break;
    }
    own.push(...(await allowed(batch)));
    found.push(...own);
  }
  return best(found, depth);
}

/** Every permitted vector, read and compared here. */
async function everyVector(
  { catalog, bucket, names }: VectorState,
  serving: VectorIdentity,
  { vector, filter, access, k }: VectorQuery,
): Promise<readonly FoundVector[]> {
  const passes = filter === undefined ? () => true : compileFilter(filter);
  const similarity = cosineTo(vector);
  const found: FoundVector[] = [];
  await onCatalog(async () => {
    for await (const document of catalog.documents(access)) {
      if (!passes(document)) continue;
      const passages = new Map(document.passages.map((one) => [addressOf(one), one]));
      const index = names.of(document.tenant, serving);
      for (const { key, vector: own } of await bucket.get(index, [...passages.keys()])) {
        const passage = passages.get(key);
        const score = similarity(own);
        if (passage === undefined || score <= 0) continue;
        found.push({ id: passageKey(passage.tenant, passage.id), score, passage });
      }
    }
  });
  return best(found, fusionDepth(k));
}

function best(found: readonly FoundVector[], k: number): readonly FoundVector[] {
  const byId = new Map(found.map((one) => [one.id, one]));
  return topK([...byId.values()], k).flatMap(({ id }) => byId.get(id) ?? []);
}
