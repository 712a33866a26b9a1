import type { Scored } from '@ashlar/text';
import { permitFor } from '../index/attribute-classes.ts';
import type { ByteCache } from '../index/byte-cache.ts';
import type { StoreQuery, StoreResult } from '../index/store.ts';
import type { DocumentSource } from '../lexical/document-scores.ts';
import { type PostingList, type PostingRow, toPostingList } from '../lexical/posting-list.ts';
import { type PostingSource, searchPostings } from '../lexical/search-postings.ts';
import { fuseWithVectors, fusionDepth } from '../vectors/vector-search.ts';
import type { Catalog } from './catalog.ts';
import type { Database } from './database.ts';
import { findPassage } from './find-passages.ts';
import type { VectorReader } from './read-vectors.ts';

/** What a search works with, all of one commit. */
export interface Snapshot {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly lists: ByteCache<PostingList>;
  /** By tenant, rights and filter: who asks once asks again. */
  readonly permitted: ByteCache<Permitted>;
  readonly vectors: VectorReader | undefined;
}

/** Searches one tenant's part of an index. */
export function searchTenant(snapshot: Snapshot, tenant: string, query: StoreQuery): StoreResult {
  const { database, vectors } = snapshot;
  const { text = '', vector, access, k } = query;
  const permitted = knownPermitted(snapshot, tenant, query);
  const source = postingSource(snapshot, tenant, permitted.mask);
  const compared = vector !== undefined && vectors !== undefined;
  const depth = compared ? fusionDepth(k) : k;
  const { found, channels } = searchPostings(source, text, depth);
  const ranked = compared
    ? fuseWithVectors(found, vectors.nearest(vector, fusionDepth(k), permitted, query.exact))
    : found;
  const passages = ranked.slice(0, k).flatMap(({ id, score }: Scored) => {
    const passage = findPassage(database, tenant, id, access);
    return passage === undefined ? [] : [{ ...passage, score }];
  });
  return { passages, channels };
}

/** The passages that may be found. */
export interface Permitted {
  /** By the number of the passage: 1 if it may. */
  readonly mask: Uint8Array;
  readonly count: number;
  /** What it takes in memory. */
  readonly byteLength: number;
}

function knownPermitted(
  { catalog, permitted }: Snapshot,
  tenant: string,
  query: StoreQuery,
): Permitted {
  const key = JSON.stringify([tenant, query.access, query.filter], endless);
  const known = permitted.get(key);
  if (known !== undefined) return known;
  const made = permittedPassages(catalog, tenant, query);
  // The key counts too: rights and filters are as long as who asks makes them.
  const sized = { ...made, byteLength: 400 + made.mask.length + 2 * key.length };
  permitted.set(key, sized);
  return sized;
}

/** JSON has one word for all numbers that are none or endless. */
const endless = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? [String(value)] : value;

/** Decided from the rights and the metadata of the same commit as everything else. */
function permittedPassages(
  { tenants, sources, classOf, classes, sizes, documentOf }: Catalog,
  tenant: string,
  query: StoreQuery,
): Omit<Permitted, 'byteLength'> {
  const permit = permitFor(tenant, classes, query);
  const documents = new Uint8Array(sources.length);
  let count = 0;
  for (const number of tenants.get(tenant)?.documents ?? []) {
    if (!permit(classOf[number] as number, sources[number] as string)) continue;
    documents[number] = 1;
    count += sizes[number] as number;
  }
  const mask = new Uint8Array(documentOf.length);
  for (let i = 0; i < mask.length; i += 1) mask[i] = documents[documentOf[i] as number] as number;
  return { mask, count };
}

function postingSource(
  { database, catalog, lists }: Snapshot,
  tenant: string,
  allowed: Uint8Array,
): PostingSource {
  const { tenants, documentOf, idOf } = catalog;
  const own = tenants.get(tenant);
  const prefix = JSON.stringify(tenant);
  return {
    passageCount: own?.passages ?? 0,
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
    norms: (channel) => own?.norms(channel) ?? NONE,
    averageLength: (channel) => own?.averageLength(channel) ?? 0,
    allowed,
    documents: own?.terms ?? NO_DOCUMENTS,
    idOf,
  };
}

const NONE = new Float64Array(0);
const NO_NUMBERS = new Int32Array(0);
const NO_DOCUMENTS: DocumentSource = {
  count: 0,
  size: 0,
  of: NO_NUMBERS,
  lengths: () => NO_NUMBERS,
  averageLength: () => 0,
};
