import type { DocumentFacts } from '../index/document.ts';
import { passageId } from '../index/passage-id.ts';
import type { ChannelName } from '../lexical/search-postings.ts';
import type { Database } from './database.ts';
import { toFacts } from './rows.ts';

/** What a search needs of every passage, in memory: some 30 bytes for each, and what is known of its document. */
export interface Catalog {
  /** By the number of the document. */
  readonly documents: readonly (CatalogDocument | undefined)[];
  readonly tenants: ReadonlyMap<string, CatalogTenant>;
  /** By the number of the passage. */
  readonly documentOf: Int32Array;
  readonly lengths: Readonly<Record<ChannelName, Int32Array>>;
  idOf(passage: number): string;
}

/** A document, and its passages by number. */
export interface CatalogDocument extends DocumentFacts {
  readonly passages: number[];
}

interface CatalogTenant {
  /** By number. */
  readonly documents: number[];
  passages: number;
  readonly totals: Record<ChannelName, number>;
}

/** Reads the catalog of an index: some 10 ms for 5 MB of text. */
export function readCatalog(database: Database): Catalog {
  const documents: CatalogDocument[] = [];
  const tenants = new Map<string, CatalogTenant>();
  for (const row of database.each(
    'SELECT id, tenant, source, title, readers, metadata, card FROM document',
  )) {
    const document = { ...toFacts(row), passages: [] };
    const number = Number(row.id);
    documents[number] = document;
    const own = tenants.get(document.tenant) ?? newTenant();
    tenants.set(document.tenant, own);
    own.documents.push(number);
  }
  const size = Number(database.get('SELECT max(id) AS last FROM passage')?.last ?? 0) + 1;
  const column = () => new Int32Array(size);
  const documentOf = column();
  const starts = column();
  const ends = column();
  const lengths = { words: column(), ngrams: column(), pairs: column() };
  for (const row of database.each(
    'SELECT id, document, start, end, words, ngrams, pairs FROM passage ORDER BY id',
  )) {
    const passage = row.id as number;
    const document = documents[row.document as number] as CatalogDocument;
    const own = tenants.get(document.tenant) as CatalogTenant;
    documentOf[passage] = row.document as number;
    starts[passage] = row.start as number;
    ends[passage] = row.end as number;
    document.passages.push(passage);
    own.passages += 1;
    for (const channel of CHANNELS) {
      lengths[channel][passage] = row[channel] as number;
      own.totals[channel] += row[channel] as number;
    }
  }
  return {
    documents,
    tenants,
    documentOf,
    lengths,
    idOf: (passage) =>
      passageId((documents[documentOf[passage] as number] as CatalogDocument).source, {
        start: starts[passage] as number,
        end: ends[passage] as number,
      }),
  };
}

const CHANNELS: readonly ChannelName[] = ['words', 'ngrams', 'pairs'];

function newTenant(): CatalogTenant {
  return { documents: [], passages: 0, totals: { words: 0, ngrams: 0, pairs: 0 } };
}
