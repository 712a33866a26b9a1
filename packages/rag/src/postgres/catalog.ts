import type { ByteCache, Sized } from '../index/byte-cache.ts';
import type { DocumentSource } from '../lexical/document-scores.ts';
import { lengthNorms } from '../lexical/length-norms.ts';
import type { ChannelName } from '../lexical/search-postings.ts';
import type { Transaction } from './database.ts';

/** What a search needs of one tenant's passages, in memory. */
export interface Catalog extends Sized {
  readonly passageCount: number;
  readonly documents: DocumentSource;
  averageLength(channel: ChannelName): number;
  norms(channel: ChannelName): Float64Array;
}

/** Reads a tenant's catalog, unless it was read at this version. */
export async function readCatalog(
  transaction: Transaction,
  schema: string,
  tenant: string,
  cache: ByteCache<Sized>,
  key: string,
): Promise<Catalog> {
  const known = cache.get(key);
  if (known !== undefined) return known as Catalog;
  const rows = await transaction.all(
    `SELECT number, document, words, ngrams, pairs FROM ${schema}.passage WHERE tenant = $1 ORDER BY number`,
    tenant,
  );
  const size = Number(rows.at(-1)?.number ?? 0) + 1;
  const column = () => new Int32Array(size);
  const documentOf = column();
  const lengths = { words: column(), ngrams: column(), pairs: column() };
  const totals = { words: 0, ngrams: 0, pairs: 0 };
  const documentSize = rows.reduce((size, row) => Math.max(size, Number(row.document) + 1), 0);
  const documentColumn = () => new Int32Array(documentSize);
  const documentLengths = {
    words: documentColumn(),
    ngrams: documentColumn(),
    pairs: documentColumn(),
  };
  const seen = new Set<number>();
  for (const row of rows) {
    const passage = Number(row.number);
    const document = Number(row.document);
    documentOf[passage] = document;
    seen.add(document);
    for (const channel of ['words', 'ngrams', 'pairs'] as const) {
      const length = Number(row[channel]);
      const together = documentLengths[channel];
      lengths[channel][passage] = length;
      together[document] = (together[document] as number) + length;
      totals[channel] += length;
    }
  }
  const passageCount = rows.length;
  const averageLength = (channel: ChannelName) =>
    passageCount === 0 ? 0 : totals[channel] / passageCount;
  const norms = {
    words: lengthNorms(lengths.words, averageLength('words')),
    ngrams: lengthNorms(lengths.ngrams, averageLength('ngrams')),
    pairs: lengthNorms(lengths.pairs, averageLength('pairs')),
  };
  const made: Catalog = {
    byteLength: 400 + 28 * size + 12 * documentSize,
    passageCount,
    documents: {
      count: seen.size,
      size: documentSize,
      of: documentOf,
      lengths: (channel) => documentLengths[channel],
      averageLength: (channel) => totals[channel] / Math.max(1, seen.size),
    },
    averageLength,
    norms: (channel) => norms[channel],
  };
  cache.set(key, made);
  return made;
}
