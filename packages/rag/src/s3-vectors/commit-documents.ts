import { isAshlarError } from '@ashlar/core';
import type { IndexedDocument, NewDocument } from '../index/document.ts';
import type { VectorIdentity } from '../index/generation.ts';
import { factsOf } from '../index/memory-partition.ts';
import type { Batch } from '../index/store.ts';
import { addressOf, addressToVector } from './address.ts';
import { onCatalog } from './catalog-identity.ts';
import type { StoredVector } from './vector-bucket.ts';
import { filterableMetadata } from './vector-metadata.ts';
import {
  documentsOf,
  filterableOf,
  hasLength,
  toStoredVector,
  type VectorState,
  withFilterable,
} from './vector-state.ts';

/** What was written before the commit, by vector index and key. */
type Written = Map<string, Map<string, StoredVector>>;

/**
 * Vectors first, then the catalog, which decides, then what is left over. Killed before the catalog's commit: vectors that nothing
 * leads to. Killed after it: vectors that nothing leads to any more, and some that filters do not narrow. Both are found as they should
 * be, and `sweep` tidies up.
 */
export async function commitDocuments(
  state: VectorState,
  serving: VectorIdentity | undefined,
  batch: Batch,
): Promise<void> {
  const { catalog, bucket, names } = state;
  const { tenant, update = [], remove } = batch;
  // Read before anything is written: what cannot be read must not leave half of a batch.
  const put = batch.put.map((one) => ({
    ...one,
    passages: one.passages.map((own) => ({ ...own })),
  }));
  const indexes = (await bucket.names(names.ofTenant(tenant))).filter((name) =>
    names.belongs(name),
  );
  const replaced = [...put.map(({ source }) => source), ...remove];
  const updated = update.map(({ source }) => source);
  const before =
    indexes.length === 0 ? [] : await documentsOf(catalog, tenant, [...replaced, ...updated]);
  const own = serving && names.of(tenant, serving);
  const written: Written = new Map(indexes.map((name) => [name, new Map()]));

  if (own !== undefined) written.set(own, newVectors(tenant, put, before));
  const changed = addressesOf(before.filter(({ source }) => updated.includes(source)));
  for (const name of indexes) {
    for (const one of await bucket.get(name, changed)) {
      const known = written.get(name) as Map<string, StoredVector>;
      if (!known.has(one.key)) known.set(one.key, withFilterable(one));
    }
  }
  for (const [name, vectors] of written) await bucket.put(name, [...vectors.values()]);

  const addressed = put.map((one) => withAddresses(one, own !== undefined));
  await onCatalog(() => catalog.commit({ ...batch, put: addressed }));

  const gone = addressesOf(before.filter(({ source }) => replaced.includes(source)));
  await tolerated(async () => {
    for (const [name, vectors] of written) {
      await bucket.remove(
        name,
        gone.filter((key) => !vectors.has(key)),
      );
    }
    await settle(state, tenant, [...replaced, ...updated], written);
  });
}

/** Gives vectors the metadata of their documents as the catalog has them by now. */
export async function settle(
  { catalog, bucket }: VectorState,
  tenant: string,
  sources: readonly string[],
  written: Written,
): Promise<void> {
  const wanted = new Map(
    (await documentsOf(catalog, tenant, sources)).flatMap((document) => {
      const filterable = filterableMetadata(document);
      return document.passages.map((passage) => [addressOf(passage), filterable] as const);
    }),
  );
  for (const [name, vectors] of written) {
    const stale = [...vectors.values()].flatMap((one) => {
      const filterable = wanted.get(one.key);
      if (filterable === undefined) return [];
      return filterableOf({ metadata: filterable }) === filterableOf(one)
        ? []
        : [withFilterable(one, filterable)];
    });
    await bucket.put(name, stale);
  }
}

/** The catalog has decided: what fails afterwards is left to `sweep`. */
export async function tolerated(tidy: () => Promise<void>): Promise<void> {
  try {
    await tidy();
  } catch (error) {
    if (!isAshlarError(error, 'index.unavailable') && !isAshlarError(error, 'index.busy'))
      throw error;
  }
}

/** Vectors of documents that come in; open where an earlier version may still be what the catalog has. */
function newVectors(
  tenant: string,
  put: readonly NewDocument[],
  before: readonly IndexedDocument[],
): Map<string, StoredVector> {
  const earlier = new Set(before.map(({ source }) => source));
  const vectors = new Map<string, StoredVector>();
  for (const document of put) {
    const { source, title, passages } = document;
    const facts = earlier.has(source) ? undefined : factsOf(tenant, document);
    for (const { embedding, ...passage } of passages) {
      if (embedding === undefined || !hasLength(embedding.vector)) continue;
      const addressed = { ...passage, source, ...(title !== undefined && { title }) };
      const one = toStoredVector(tenant, addressed, embedding.vector, facts);
      vectors.set(one.key, one);
    }
  }
  return vectors;
}

/** A document whose vectors are addresses, as the catalog keeps it. */
function withAddresses(document: NewDocument, embedded: boolean): NewDocument {
  const { source, title } = document;
  return {
    ...document,
    passages: document.passages.map(({ embedding, ...passage }) => {
      if (embedding === undefined || !embedded) return passage;
      const address = addressOf({ ...passage, source, title });
      return { ...passage, embedding: { key: embedding.key, vector: addressToVector(address) } };
    }),
  };
}

function addressesOf(documents: readonly IndexedDocument[]): readonly string[] {
  return documents.flatMap(({ passages }) => passages.map((passage) => addressOf(passage)));
}
