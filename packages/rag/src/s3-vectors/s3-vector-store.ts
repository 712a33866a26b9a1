import { AshlarError } from '@ashlar/core';
import { S3VectorsClient } from '@aws-sdk/client-s3vectors';
import type { VectorIdentity } from '../index/generation.ts';
import type { IndexStore } from '../index/store.ts';
import { vectorToAddress } from './address.ts';
import { onCatalog, toCatalogIdentity } from './catalog-identity.ts';
import { commitDocuments } from './commit-documents.ts';
import { indexNames } from './index-names.ts';
import { searchVectors } from './search-vectors.ts';
import { type SweepOptions, type SweepReport, sweep } from './sweep.ts';
import { vectorBucket } from './vector-bucket.ts';
import { vectorGenerations } from './vector-generations.ts';
import type { VectorState } from './vector-state.ts';

/** Options of {@link s3VectorStore}. */
export interface S3VectorStoreOptions {
  /**
   * Where documents, words, rights and generations are: `sqliteStore`, `postgresStore` or another driver, for this alone. It
   * decides what is there and who may read it. Closed with this store.
   */
  readonly catalog: IndexStore;
  /** The vector bucket, which has to be there. */
  readonly bucket: string;
  /** @default a client of the environment's region and credentials */
  readonly client?: S3VectorsClient;
  /** What the names of the vector indexes begin with: another one for each catalog in a bucket. @default 'ashlar' */
  readonly prefix?: string;
}

/** An index whose vectors are in S3 Vectors. */
export interface S3VectorStore extends IndexStore {
  /** Removes what killed or failed commits left behind. Reads every vector's metadata: run it now and then. */
  sweep(options?: SweepOptions): Promise<SweepReport>;
}

/** What the service takes. */
const DIMENSIONS = 4_096;

/**
 * Vectors in Amazon S3 Vectors, everything else in a catalog: the service has no search by words, no transactions and little room
 * for metadata. Each tenant has a vector index of its own in every generation. Rights and filters narrow the search there as
 * far as its language goes; the catalog decides on every result. Never run against AWS: written and tested against the schema
 * of its published client.
 *
 * A search costs one query for each 100 candidates, and the catalog's search by words. A new passage costs one write, one of a document that was
 * there already two. Permissions: `s3vectors:` `ListIndexes`, `CreateIndex`, `DeleteIndex`, `PutVectors`, `GetVectors`, `ListVectors`,
 * `DeleteVectors` and `QueryVectors`.
 *
 * @throws AshlarError `input.invalid` for a prefix that cannot begin the name of a vector index; calls throw what the catalog
 * throws, and `index.unavailable` where the service refuses
 */
export function s3VectorStore({
  catalog,
  bucket: bucketName,
  client = new S3VectorsClient({}),
  prefix = 'ashlar',
}: S3VectorStoreOptions): S3VectorStore {
  const bucket = vectorBucket(client, bucketName);
  const state: VectorState = { catalog, bucket, names: indexNames(prefix) };
  let serving: VectorIdentity | undefined;
  const generations = vectorGenerations(state, (vectors) => {
    serving = vectors;
  });

  return {
    async open(vectors) {
      if (vectors !== undefined) requireDimensions(vectors);
      await onCatalog(() => catalog.open(vectors && toCatalogIdentity(vectors)));
      serving = vectors;
    },
    plan: (tenant) => onCatalog(() => catalog.plan(tenant)),
    async vectors(tenant, keys) {
      const found = new Map<string, Float32Array>();
      if (serving === undefined) return found;
      const addresses = await onCatalog(() => catalog.vectors(tenant, keys));
      const keyOf = new Map([...addresses].map(([key, one]) => [vectorToAddress(one), key]));
      const index = state.names.of(tenant, serving);
      for (const { key: address, vector } of await bucket.get(index, [...keyOf.keys()])) {
        const key = keyOf.get(address);
        if (key !== undefined) found.set(key, vector);
      }
      return found;
    },
    commit: (batch) => commitDocuments(state, serving, batch),
    search: (query) => searchVectors(state, serving, query),
    get: (ids, access) => onCatalog(() => catalog.get(ids, access)),
    async *documents(access, sources) {
      const rest = catalog.documents(access, sources)[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await onCatalog(() => rest.next());
        if (done) return;
        yield value;
      }
    },
    stats: (access) => onCatalog(() => catalog.stats(access)),
    generations: {
      ...generations,
      async begin(vectors) {
        requireDimensions(vectors);
        await generations.begin(vectors);
      },
    },
    close: () => catalog.close(),
    sweep: (options) => sweep(state, options),
  };
}

function requireDimensions({ id, dimensions }: VectorIdentity): void {
  if (dimensions >= 1 && dimensions <= DIMENSIONS) return;
  const message = `S3 Vectors takes vectors of 1 to ${DIMENSIONS} dimensions, and ${id} makes ${dimensions}. Ask the embedder for fewer, or use another store.`;
  const issues = [`dimensions: ${dimensions}`];
  throw new AshlarError('input.invalid', message, { facts: { what: 's3VectorStore', issues } });
}
