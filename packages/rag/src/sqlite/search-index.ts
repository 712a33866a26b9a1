import type { Scored } from '@ashlar/text';
import { matchesFilter } from '../index/matches-filter.ts';
import { mayRead } from '../index/may-read.ts';
import type { FoundPassage, StoreQuery, StoreResult } from '../index/store.ts';
import { fuseWithVectors, vectorSearch } from '../index/vector-search.ts';
import { BLOCK } from '../lexical/posting-batch.ts';
import { readPostings } from '../lexical/posting-codec.ts';
import { type PostingSource, searchPostings } from '../lexical/search-postings.ts';
import type { Catalog, CatalogDocument } from './catalog.ts';
import type { Database, Row } from './database.ts';

/** Searches one tenant's part of an index. */
export function searchTenant(
  database: Database,
  catalog: Catalog,
  tenant: string,
  query: StoreQuery,
): StoreResult {
  const { text = '', vector, k } = query;
  const allowed = permitted(catalog, query);
  const source = postingSource(database, catalog, tenant, allowed);
  const depth = vector === undefined ? k : 4 * k;
  const { found, channels } = searchPostings(source, text, depth);
  const ranked =
    vector === undefined
      ? found
      : fuseWithVectors(
          found,
          vectorSearch(vector, vectorsOf(database, catalog, tenant, allowed), depth),
        );
  return { passages: loadPassages(database, tenant, ranked.slice(0, k)), channels };
}

/** Whether a document may be found, decided once per document and search. */
function permitted(
  { documents }: Catalog,
  { access, filter }: StoreQuery,
): (document: number) => boolean {
  const decided = new Map<number, boolean>();
  return (number) => {
    const before = decided.get(number);
    if (before !== undefined) return before;
    const document = documents.get(number) as CatalogDocument;
    const may =
      mayRead(access, document) &&
      (filter === undefined || matchesFilter(filter, document.source, document.metadata));
    decided.set(number, may);
    return may;
  };
}

function postingSource(
  database: Database,
  { tenants, lengths, documentOf, ids }: Catalog,
  tenant: string,
  allowed: (document: number) => boolean,
): PostingSource {
  const own = tenants.get(tenant);
  const passageCount = own?.passages.length ?? 0;
  return {
    passageCount,
    read(key, visit) {
      const rows = database.all(
        'SELECT block, bytes FROM posting WHERE tenant = ? AND term = ? ORDER BY block',
        tenant,
        key,
      );
      for (const { block, bytes } of rows) {
        const base = Number(block) * BLOCK;
        readPostings(bytes as Uint8Array, (offset, count, positions) =>
          visit(base + offset, count, positions),
        );
      }
    },
    length: (channel, passage) => lengths[channel][passage] as number,
    averageLength: (channel) =>
      passageCount === 0 ? 0 : (own?.totals[channel] ?? 0) / passageCount,
    idOf: (passage) => (allowed(documentOf[passage] as number) ? ids[passage] : undefined),
  };
}

function* vectorsOf(
  database: Database,
  { tenants, documentOf, ids }: Catalog,
  tenant: string,
  allowed: (document: number) => boolean,
): Generator<readonly [string, Float32Array]> {
  for (const passage of tenants.get(tenant)?.passages ?? []) {
    if (!allowed(documentOf[passage] as number)) continue;
    const bytes = database.get('SELECT vector FROM passage WHERE id = ?', passage)?.vector;
    if (!(bytes instanceof Uint8Array)) continue;
    // A copy: the bytes need not be aligned to four.
    yield [ids[passage] as string, new Float32Array(Uint8Array.from(bytes).buffer)];
  }
}

function loadPassages(
  database: Database,
  tenant: string,
  ranked: readonly Scored[],
): StoreResult['passages'] {
  return ranked.flatMap(({ id, score }) => {
    const passage = loadPassage(database, tenant, id);
    return passage === undefined ? [] : [{ ...passage, score }];
  });
}

/** One passage with what is known of its document. */
export function loadPassage(
  database: Database,
  tenant: string,
  id: string,
): FoundPassage | undefined {
  const [, source = '', start = '0', end = '0'] = /^(.*)#(\d+)-(\d+)$/s.exec(id) ?? [];
  const row = database.get(
    `SELECT p.start, p.end, p.line, p.headings, p.text, d.title, d.metadata, d.data_class
     FROM document d JOIN passage p ON p.document = d.id
     WHERE d.tenant = ? AND d.source = ? AND p.start = ? AND p.end = ?`,
    tenant,
    source,
    Number(start),
    Number(end),
  );
  return row && toPassage(row, { id, tenant, source });
}

function toPassage(row: Row, place: Pick<FoundPassage, 'id' | 'source' | 'tenant'>): FoundPassage {
  return {
    ...place,
    text: String(row.text),
    start: Number(row.start),
    end: Number(row.end),
    line: Number(row.line),
    headings: JSON.parse(String(row.headings)),
    ...(row.title !== null && { title: String(row.title) }),
    ...(row.metadata !== null && { metadata: JSON.parse(String(row.metadata)) }),
    ...(row.data_class !== null && { dataClass: String(row.data_class) }),
  };
}
