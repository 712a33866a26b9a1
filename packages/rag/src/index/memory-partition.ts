import { type HybridIndex, hybridIndex, type Scored } from '@ashlar/text';
import { fuseWithVectors, fusionDepth, vectorSearch } from '../vectors/vector-search.ts';
import { compileFilter } from './compile-filter.ts';
import type {
  AttributeChange,
  DocumentFacts,
  Embedding,
  FoundPassage,
  IndexedDocument,
  NewDocument,
} from './document.ts';
import { mayRead } from './may-read.ts';
import { pageIndex, pageOf } from './page-index.ts';
import { passageId } from './passage-id.ts';
import { searchableText } from './searchable-text.ts';
import type { StoreQuery, StoreResult } from './store.ts';
import { poolSize, withDocuments } from './with-documents.ts';

/** One tenant's documents in memory. */
export interface Partition {
  readonly tenant: string;
  /** Of passages. */
  readonly words: HybridIndex;
  /** Of whole documents, each by its source. */
  readonly pages: HybridIndex;
  readonly documents: Map<string, NewDocument>;
  readonly passages: Map<string, FoundPassage>;
}

export function newPartition(tenant: string): Partition {
  return {
    tenant,
    words: hybridIndex(),
    pages: pageIndex(),
    documents: new Map(),
    passages: new Map(),
  };
}

/** What is known of a document, without its passages. */
export function factsOf(
  tenant: string,
  { source, title, metadata, groups, card }: Omit<NewDocument, 'fingerprint' | 'passages'>,
): DocumentFacts {
  return {
    tenant,
    source,
    ...(title !== undefined && { title }),
    ...(metadata !== undefined && { metadata }),
    ...(groups !== undefined && { groups }),
    ...(card !== undefined && { card }),
  };
}

/** Removes a document and says which passages are gone with it. */
export function removeDocument(own: Partition, source: string): readonly string[] {
  const ids = (own.documents.get(source)?.passages ?? []).map((one) => passageId(source, one));
  for (const id of ids) {
    own.words.remove(id);
    own.passages.delete(id);
  }
  own.pages.remove(source);
  own.documents.delete(source);
  return ids;
}

/** Adds a document and gives the vectors of its passages. */
export function addDocument(
  own: Partition,
  document: NewDocument,
): readonly (readonly [id: string, embedding: Embedding])[] {
  const { source, title } = document;
  const facts = factsOf(own.tenant, document);
  const texts = document.passages.map((passage) => searchableText(title, passage));
  if (texts.length > 0) own.pages.add(source, pageOf(texts));
  const passages = document.passages.map(({ embedding, ...passage }, i) => {
    const id = passageId(source, passage);
    own.words.add(id, texts[i] as string);
    own.passages.set(id, { ...facts, ...passage, id });
    return { id, passage, embedding };
  });
  // Vectors are the generations': here they would be kept for ever.
  own.documents.set(source, { ...document, passages: passages.map(({ passage }) => passage) });
  return passages.flatMap(({ id, embedding }) =>
    embedding === undefined ? [] : [[id, embedding] as const],
  );
}

/** Puts other attributes in place of those of a document whose text is the same. */
export function updateDocument(own: Partition, change: AttributeChange): void {
  const before = own.documents.get(change.source);
  if (before === undefined || before.fingerprint.content !== change.fingerprint.content) return;
  const { passages, title } = before;
  const document = { ...change, passages, ...(title !== undefined && { title }) };
  const facts = factsOf(own.tenant, document);
  own.documents.set(change.source, document);
  for (const passage of passages) {
    const id = passageId(change.source, passage);
    own.passages.set(id, { ...facts, ...passage, id });
  }
}

/** A document with its passages. */
export function documentOf(own: Partition, source: string): IndexedDocument | undefined {
  const document = own.documents.get(source);
  if (document === undefined) return undefined;
  const passages = document.passages.flatMap(
    (passage) => own.passages.get(passageId(source, passage)) ?? [],
  );
  return { ...factsOf(own.tenant, document), passages };
}

/** Searches one tenant's documents; every permitted vector is compared. */
export function searchPartition(
  { tenant, words, pages, documents, passages }: Partition,
  embeddings: ReadonlyMap<string, Embedding> | undefined,
  { text, vector, filter, access, k }: StoreQuery,
): StoreResult {
  const passes = filter === undefined ? () => true : compileFilter(filter);
  const permitted = new Set(
    [...documents.values()]
      .filter((one) => mayRead(access, factsOf(tenant, one)) && passes(one))
      .map(({ source }) => source),
  );
  const allowed = (id: string) => permitted.has(passages.get(id)?.source ?? '');
  const compared = vector !== undefined && embeddings !== undefined;
  const depth = compared ? fusionDepth(k) : k;
  const byWords = text === undefined ? [] : searchWords(text, depth);
  const ranked = compared
    ? fuseWithVectors(byWords, vectorSearch(vector, vectors(embeddings), fusionDepth(k)))
    : byWords;
  return {
    passages: ranked.slice(0, k).flatMap(({ id, score }) => {
      const passage = passages.get(id);
      return passage === undefined ? [] : [{ ...passage, score }];
    }),
    channels: words.channels,
  };

  function searchWords(question: string, limit: number): Scored[] {
    const found = words.search(question, { k: poolSize(limit), filter: allowed });
    const sourceOf = (id: string) => passages.get(id)?.source ?? '';
    const wanted = new Set(found.map(({ id }) => sourceOf(id)));
    const held = pages.search(question, { k: wanted.size, filter: (id) => wanted.has(id) });
    const shares = new Map(held.map(({ id, score }) => [id, score]));
    const documentOf = (id: string) => {
      const source = sourceOf(id);
      const size = documents.get(source)?.passages.length ?? 0;
      return { share: shares.get(source) ?? 0, passages: size };
    };
    return withDocuments(found, documentOf, limit);
  }

  function* vectors(
    all: ReadonlyMap<string, Embedding>,
  ): Generator<readonly [string, Float32Array]> {
    for (const [id, embedding] of all) if (allowed(id)) yield [id, embedding.vector];
  }
}
