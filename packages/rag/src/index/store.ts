import type { Access, Filter } from '@ashlar/core';
import type { CorpusChannel } from '@ashlar/text';
import type {
  AttributeChange,
  Fingerprint,
  FoundPassage,
  IndexedDocument,
  NewDocument,
} from './document.ts';
import type { GenerationStore, VectorIdentity } from './generation.ts';

/** One atomic change of one tenant's documents. */
export interface Batch {
  readonly tenant: string;
  readonly put: readonly NewDocument[];
  /** Documents of which only the attributes are new; one that is not there is left out. */
  readonly update?: readonly AttributeChange[];
  /** Sources that are gone. */
  readonly remove: readonly string[];
}

export interface StoreQuery {
  /** Absent: by the vector alone. */
  readonly text?: string;
  readonly vector?: Float32Array;
  readonly filter?: Filter;
  /** Required: the tenant is a partition, and nobody's rights are assumed. */
  readonly access: Access;
  /** At most this many passages. */
  readonly k: number;
  /** Compares every permitted vector, however many there are: what approximate search is held against. @default false */
  readonly exact?: boolean;
}

export interface StoreResult {
  /** Best first. */
  readonly passages: readonly (FoundPassage & { readonly score: number })[];
  /** Statistics of the tenant that was searched (of the best hit's, when several were), for the query's terms at least. */
  readonly channels: readonly CorpusChannel[];
}

/** Counts of what somebody may read: not even a number says that there is more. */
export interface IndexStats {
  readonly documents: number;
  readonly passages: number;
}

/**
 * Where an index lives. Drivers: `memoryStore`, `sqliteStore` (`@ashlar/rag/sqlite`) and `postgresStore`
 * (`@ashlar/rag/postgres`); `describeIndexStoreContract` of `@ashlar/rag/testing` says what they all do. Searching is the
 * driver's, so that access and filter are applied where the data is, once, for words and vectors together.
 */
export interface IndexStore {
  /** @throws AshlarError `index.embedder` when the vectors that serve are another's, `index.format`, `index.unavailable` */
  open(vectors: VectorIdentity | undefined): Promise<void>;
  /** The fingerprint of every document of a tenant, by source: what is already there. */
  plan(tenant: string): Promise<ReadonlyMap<string, Fingerprint>>;
  /** Vectors of a tenant that serve, by the keys of their texts: what has not to be embedded again. */
  vectors(tenant: string, keys: readonly string[]): Promise<ReadonlyMap<string, Float32Array>>;
  /**
   * All of the batch or nothing, also when the process is killed in the middle.
   *
   * @throws AshlarError `index.embedder` when another generation serves by now
   */
  commit(batch: Batch): Promise<void>;
  search(query: StoreQuery): Promise<StoreResult>;
  /** The passages with these ids that `access` may read, in the order of `ids`. */
  get(ids: readonly string[], access: Access): Promise<readonly FoundPassage[]>;
  /** The documents that `access` may read, one by one in the order of tenants and sources; only `sources`, when given. */
  documents(access: Access, sources?: readonly string[]): AsyncIterable<IndexedDocument>;
  stats(access: Access): Promise<IndexStats>;
  readonly generations: GenerationStore;
  close(): Promise<void>;
}
