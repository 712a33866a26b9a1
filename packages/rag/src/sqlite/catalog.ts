import { type AttributeClasses, attributeClasses } from '../index/attribute-classes.ts';
import { passageId } from '../index/passage-id.ts';
import type { DocumentSource } from '../lexical/document-scores.ts';
import { lengthNorms } from '../lexical/length-norms.ts';
import type { ChannelName } from '../lexical/search-postings.ts';
import type { Database } from './database.ts';
import { toAttributes } from './rows.ts';

/** What a search needs of every passage and document, in memory: some 70 bytes for each passage. */
export interface Catalog {
  /** Sources by the number of the document. */
  readonly sources: readonly string[];
  /** Attributes by the number of the document. */
  readonly classOf: Int32Array;
  readonly classes: AttributeClasses;
  /** How many passages a document has, by its number. */
  readonly sizes: Int32Array;
  readonly tenants: ReadonlyMap<string, CatalogTenant>;
  /** By the number of the passage; 0: there is none. */
  readonly documentOf: Int32Array;
  idOf(passage: number): string;
}

/** One tenant's part. */
export interface CatalogTenant {
  /** By number. */
  readonly documents: number[];
  passages: number;
  readonly terms: DocumentSource;
  averageLength(channel: ChannelName): number;
  /** By the number of the passage, made when they are first asked for. */
  norms(channel: ChannelName): Float64Array;
}

/** Reads the catalog of an index: some 10 ms for 5 MB of text. */
export function readCatalog(database: Database): Catalog {
  const last = (table: string) =>
    Number(database.get(`SELECT max(id) AS last FROM ${table}`)?.last ?? 0) + 1;
  const documents = last('document');
  const sources: string[] = new Array(documents).fill('');
  const tenantOf: string[] = new Array(documents).fill('');
  const classOf = new Int32Array(documents);
  const sizes = new Int32Array(documents);
  const classes = attributeClasses();
  const size = last('passage');
  const column = () => new Int32Array(size);
  const lengths = { words: column(), ngrams: column(), pairs: column() };
  const documentOf = column();
  const documentColumn = () => new Int32Array(documents);
  const documentLengths = {
    words: documentColumn(),
    ngrams: documentColumn(),
    pairs: documentColumn(),
  };
  const tenants = new Map<string, OwnTenant>();
  for (const row of database.each(
    'SELECT id, tenant, source, readers, metadata, card FROM document',
  )) {
    const number = row.id as number;
    const { readers, metadata, card } = row;
    const key = `${readers}\n${metadata}\n${card}`;
    sources[number] = String(row.source);
    tenantOf[number] = String(row.tenant);
    classOf[number] = classes.classOf(key, () => toAttributes(row));
    const own =
      tenants.get(String(row.tenant)) ?? newTenant({ lengths, documentOf, documentLengths });
    tenants.set(String(row.tenant), own);
    own.documents.push(number);
  }
  const starts = column();
  const ends = column();
  for (const row of database.each(
    'SELECT id, document, start, end, words, ngrams, pairs FROM passage ORDER BY id',
  )) {
    const passage = row.id as number;
    const document = row.document as number;
    const own = tenants.get(tenantOf[document] as string) as OwnTenant;
    documentOf[passage] = document;
    starts[passage] = row.start as number;
    ends[passage] = row.end as number;
    if (sizes[document] === 0) own.filled += 1;
    sizes[document] = (sizes[document] as number) + 1;
    own.passages += 1;
    for (const channel of CHANNELS) {
      const length = row[channel] as number;
      const together = documentLengths[channel];
      lengths[channel][passage] = length;
      together[document] = (together[document] as number) + length;
      own.totals[channel] += length;
    }
  }
  const idOf = (passage: number) =>
    passageId(sources[documentOf[passage] as number] as string, {
      start: starts[passage] as number,
      end: ends[passage] as number,
    });
  return { sources, classOf, classes, sizes, tenants, documentOf, idOf };
}

const CHANNELS: readonly ChannelName[] = ['words', 'ngrams', 'pairs'];

interface OwnTenant extends CatalogTenant {
  readonly totals: Record<ChannelName, number>;
  /** Documents that have passages. */
  filled: number;
}

type Lengths = Readonly<Record<ChannelName, Int32Array>>;

/** What all tenants of a file share. */
interface Columns {
  readonly lengths: Lengths;
  readonly documentOf: Int32Array;
  readonly documentLengths: Lengths;
}

function newTenant({ lengths, documentOf, documentLengths }: Columns): OwnTenant {
  const norms: Partial<Record<ChannelName, Float64Array>> = {};
  const own: OwnTenant = {
    documents: [],
    passages: 0,
    filled: 0,
    totals: { words: 0, ngrams: 0, pairs: 0 },
    averageLength: (channel) => (own.passages === 0 ? 0 : own.totals[channel] / own.passages),
    terms: {
      get count() {
        return own.filled;
      },
      size: documentLengths.words.length,
      of: documentOf,
      lengths: (channel) => documentLengths[channel],
      averageLength: (channel) => own.totals[channel] / Math.max(1, own.filled),
    },
    norms(channel) {
      norms[channel] ??= lengthNorms(lengths[channel], own.averageLength(channel));
      return norms[channel];
    },
  };
  return own;
}
