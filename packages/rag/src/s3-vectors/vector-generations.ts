import { AshlarError } from '@ashlar/core';
import type {
  FilledPassage,
  Generation,
  GenerationStore,
  MissingPassage,
  VectorIdentity,
} from '../index/generation.ts';
import { addressOf, addressToVector } from './address.ts';
import { fromCatalogIdentity, onCatalog, toCatalogIdentity } from './catalog-identity.ts';
import { settle, tolerated } from './commit-documents.ts';
import type { StoredVector } from './vector-bucket.ts';
import { hasLength, passageKey, toStoredVector, type VectorState } from './vector-state.ts';

/** Passages that were given out as missing and are remembered until they are filled. */
const REMEMBERED = 100_000;

/** Generations as the catalog knows them; their vectors are in S3 Vectors. `onServe` hears which ones serve from now on. */
export function vectorGenerations(
  state: VectorState,
  onServe: (vectors: VectorIdentity | undefined) => void,
): GenerationStore {
  const { catalog, bucket, names } = state;
  // A vector is written under the address of the text it was made of, and `fill` does not bring the text.
  const given = new Map<string, MissingPassage>();
  const keyOf = ({ tenant, id, content }: Pick<MissingPassage, 'content' | 'id' | 'tenant'>) =>
    JSON.stringify([passageKey(tenant, id), content]);

  return {
    async list() {
      const all = await onCatalog(() => catalog.generations.list());
      return all.map(({ vectors, ...rest }): Generation => {
        const own = vectors && fromCatalogIdentity(vectors);
        return { ...rest, vectors: own ?? vectors };
      });
    },
    begin: (vectors) => onCatalog(() => catalog.generations.begin(toCatalogIdentity(vectors))),
    async missing(vectors, limit) {
      const found = await onCatalog(() =>
        catalog.generations.missing(toCatalogIdentity(vectors), limit),
      );
      for (const passage of found) given.set(keyOf(passage), passage);
      for (const key of given.keys()) {
        if (given.size <= REMEMBERED) break;
        given.delete(key);
      }
      return found;
    },
    async fill(vectors, passages) {
      const known = passages.map((one) => ({
        ...one,
        passage: given.get(keyOf(one)) ?? unknown(one),
      }));
      const written = new Map<string, Map<string, StoredVector>>();
      for (const { tenant, passage, embedding } of known) {
        if (!hasLength(embedding.vector)) continue;
        const index = names.of(tenant, vectors);
        const one = toStoredVector(tenant, passage, embedding.vector);
        written.set(index, (written.get(index) ?? new Map()).set(one.key, one));
      }
      for (const [index, vectorsOf] of written) await bucket.put(index, [...vectorsOf.values()]);
      const addressed = known.map(({ passage, ...one }) => ({
        ...one,
        embedding: { key: one.embedding.key, vector: addressToVector(addressOf(passage)) },
      }));
      await onCatalog(() => catalog.generations.fill(toCatalogIdentity(vectors), addressed));
      await tolerated(async () => {
        for (const tenant of new Set(known.map((one) => one.tenant))) {
          const sources = known.flatMap((one) => (one.tenant === tenant ? one.passage.source : []));
          const index = names.of(tenant, vectors);
          await settle(
            state,
            tenant,
            [...new Set(sources)],
            new Map([[index, written.get(index) ?? new Map()]]),
          );
        }
      });
      for (const one of passages) given.delete(keyOf(one));
    },
    async serve(vectors, options) {
      const identity = vectors && toCatalogIdentity(vectors);
      await onCatalog(() => catalog.generations.serve(identity, options));
      onServe(vectors);
    },
    async drop(vectors) {
      await onCatalog(() => catalog.generations.drop(toCatalogIdentity(vectors)));
      await tolerated(async () => {
        for (const name of await bucket.names(names.all)) {
          if (names.belongs(name, vectors)) await bucket.drop(name);
        }
      });
    },
  };
}

function unknown({ id }: FilledPassage): never {
  const message =
    'A passage was filled that this store did not give out as missing. Take passages from generations.missing of the same store.';
  throw new AshlarError('input.invalid', message, {
    facts: { what: 'fill', issues: [`passage: ${id}`] },
  });
}
