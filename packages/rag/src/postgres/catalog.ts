import type { ByteCache, Sized } from '../index/byte-cache.ts';
import { lengthNorms } from '../lexical/length-norms.ts';
import type { ChannelName } from '../lexical/search-postings.ts';
import type { Transaction } from './database.ts';

/** What a search needs of one tenant's passages, in memory. */
export interface Catalog extends Sized {
  readonly passageCount: number;
  /** By the number of the passage; 0: there is none. */
  readonly documentOf: Int32Array;
  /** More than the highest number of a document. */
  readonly documents: number;
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
  let documents = 0;
  for (const row of rows) {
    const passage = Number(row.number);
    const document = Number(row.document);
    documentOf[passage] = document;
    if (document >= documents) documents = document + 1;
    for (const channel of ['words', 'ngrams', 'pairs'] as const) {
      lengths[channel][passage] = Number(row[channel]);
      totals[channel] += Number(row[channel]);
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
    byteLength: 400 + 28 * size,
    passageCount,
    documentOf,
    documents,
    averageLength,
    norms: (channel) => norms[channel],
  };
  cache.set(key, made);
  return made;
}
