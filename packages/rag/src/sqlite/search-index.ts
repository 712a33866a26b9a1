import type { Scored } from '@ashlar/text';
import { compileFilter } from '../index/compile-filter.ts';
import { mayRead } from '../index/may-read.ts';
import type { StoreQuery, StoreResult } from '../index/store.ts';
import type { ListCache } from '../lexical/list-cache.ts';
import { type PostingRow, toPostingList } from '../lexical/posting-list.ts';
import { type PostingSource, searchPostings } from '../lexical/search-postings.ts';
import { fuseWithVectors, vectorDepth } from '../vectors/vector-search.ts';
import type { Catalog, CatalogDocument } from './catalog.ts';
import type { Database } from './database.ts';
import { findPassage } from './find-passages.ts';
import type { VectorReader } from './read-vectors.ts';

/** What a search works with, all of one commit. */
export interface Snapshot {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly lists: ListCache;
  readonly vectors: VectorReader | undefined;
}

/** Searches one tenant's part of an index. */
export function searchTenant(snapshot: Snapshot, tenant: string, query: StoreQuery): StoreResult {
  const { database, vectors } = snapshot;
  const { text = '', vector, access, k } = query;
  const permitted = permittedDocuments(snapshot.catalog, tenant, query);
  const source = postingSource(snapshot, tenant, permitted.mask);
  const compared = vector !== undefined && vectors !== undefined;
  const depth = compared ? 4 * k : k;
  const { found, channels } = searchPostings(source, text, depth);
  const ranked = compared
    ? fuseWithVectors(found, vectors.nearest(vector, vectorDepth(k), permitted, query.exact))
    : found;
  const passages = ranked.slice(0, k).flatMap(({ id, score }: Scored) => {
    const passage = findPassage(database, tenant, id, access);
    return passage === undefined ? [] : [{ ...passage, score }];
  });
  return { passages, channels };
}

/** The documents that may be found. */
export interface Permitted {
  /** By the number of the document: 1 if it may. */
  readonly mask: Uint8Array;
  readonly documents: readonly CatalogDocument[];
}

/** Decided once per document and search, from the rights and the metadata of the same commit as everything else. */
function permittedDocuments(
  { documents, tenants }: Catalog,
  tenant: string,
  { access, filter }: StoreQuery,
): Permitted {
  const mask = new Uint8Array(documents.length);
  const found: CatalogDocument[] = [];
  const passes = filter === undefined ? () => true : compileFilter(filter);
  for (const number of tenants.get(tenant)?.documents ?? []) {
    const document = documents[number] as CatalogDocument;
    if (!mayRead(access, document) || !passes(document)) continue;
    mask[number] = 1;
    found.push(document);
  }
  return { mask, documents: found };
}

function postingSource(
  { database, catalog, lists }: Snapshot,
  tenant: string,
  mask: Uint8Array,
): PostingSource {
  const { tenants, lengths, documentOf } = catalog;
  const own = tenants.get(tenant);
  const passageCount = own?.passages ?? 0;
  const prefix = JSON.stringify(tenant);
  return {
    passageCount,
    size: documentOf.length,
    list(term) {
      const key = prefix + term;
      const known = lists.get(key);
      if (known !== undefined) return known;
      const rows = database.all(
        'SELECT block, bytes FROM posting WHERE tenant = ? AND term = ? ORDER BY block',
        tenant,
        term,
      );
      const list = toPostingList(rows as unknown as readonly PostingRow[]);
      lists.set(key, list);
      return list;
    },
    lengths: (channel) => lengths[channel],
    averageLength: (channel) =>
      passageCount === 0 ? 0 : (own?.totals[channel] ?? 0) / passageCount,
    allowed: (passage) => mask[documentOf[passage] as number] === 1,
    idOf: catalog.idOf,
  };
}
