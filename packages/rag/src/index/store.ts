import type { Access, Filter, JsonObject, Span } from '@ashlar/core';
import type { CorpusChannel } from '@ashlar/text';

/** What is known about a document besides its text. */
export interface DocumentAttributes {
  /** What filters see, besides `source`. */
  readonly metadata?: JsonObject;
  /** Who may read it: members of one of these groups. @default everybody of the tenant; an empty list is nobody */
  readonly groups?: readonly string[];
  /** How sensitive it is; travels with every hit and citation. */
  readonly dataClass?: string;
}

/** A passage as it is stored. `text` is the document's text at its span. */
export interface StoredPassage extends Span {
  readonly text: string;
  readonly line: number;
  readonly headings: readonly string[];
}

/** A passage that is about to be stored, with its vector when the index has an embedder. */
export interface NewPassage extends StoredPassage {
  readonly vector?: Float32Array;
}

/** A document, split and embedded: what a commit puts in place of its earlier version. */
export interface NewDocument extends DocumentAttributes {
  readonly source: string;
  /** Tells versions apart: another fingerprint means the document has to be ingested again. */
  readonly fingerprint: string;
  readonly title?: string;
  readonly passages: readonly NewPassage[];
}

/** One atomic change of one tenant's documents. */
export interface Batch {
  readonly tenant: string;
  readonly put: readonly NewDocument[];
  /** Sources that are gone. */
  readonly remove: readonly string[];
}

export interface StoreQuery {
  readonly text?: string;
  readonly vector?: Float32Array;
  readonly filter?: Filter;
  /** Required: the tenant is a partition, and nobody's rights are assumed. */
  readonly access: Access;
  /** At most this many passages. */
  readonly k: number;
}

/** A passage that was found, with what is known of its document. */
export interface FoundPassage extends StoredPassage, Pick<DocumentAttributes, 'dataClass'> {
  /** `source#start-end` */
  readonly id: string;
  readonly tenant: string;
  readonly source: string;
  readonly title?: string;
  readonly metadata?: JsonObject;
}

export interface StoreResult {
  /** Best first. */
  readonly passages: readonly (FoundPassage & { readonly score: number })[];
  /** Statistics of the tenant that was searched (of the best hit's, when several were), for the query's terms at least. */
  readonly channels: readonly CorpusChannel[];
}

/** Whose vectors an index holds. */
export interface VectorIdentity {
  readonly id: string;
  readonly dimensions: number;
}

export interface IndexStats {
  readonly documents: number;
  readonly passages: number;
}

/**
 * Where an index lives. Drivers: `memoryStore` and `sqliteStore` (`@ashlar/rag/sqlite`). Searching is the driver's, so that
 * access and filter are applied where the data is, once, for words and vectors together.
 */
export interface IndexStore {
  /** @throws AshlarError `index.embedder` when the vectors in it are another's, `index.format`, `index.unavailable` */
  open(vectors: VectorIdentity | undefined): Promise<void>;
  /** The fingerprint of every document of a tenant, by source: what is already there. */
  plan(tenant: string): Promise<ReadonlyMap<string, string>>;
  /** All of the batch or nothing, also when the process is killed in the middle. */
  commit(batch: Batch): Promise<void>;
  search(query: StoreQuery): Promise<StoreResult>;
  /** The passages with these ids that `access` may read, in the order of `ids`. */
  get(ids: readonly string[], access: Access): Promise<readonly FoundPassage[]>;
  stats(tenant?: string): Promise<IndexStats>;
  close(): Promise<void>;
}
