import {
  attainableBm25,
  type CorpusChannel,
  type CorpusStatistics,
  HYBRID_CHANNELS,
  inverseDocumentFrequency,
  queryTerms,
  type Scored,
} from '@ashlar/text';
import { type DocumentShare, poolSize, withDocuments } from '../index/with-documents.ts';
import { addWeights } from './add-weights.ts';
import type { CountedList } from './counted-list.ts';
import { type DocumentSource, documentScores } from './document-scores.ts';
import { MOST } from './length-norms.ts';
import { pairList } from './pair-list.ts';
import type { PostingList } from './posting-list.ts';
import {
  fusePassages,
  newSums,
  type RankedPassages,
  type Sums,
  takeBest,
} from './rank-passages.ts';
import { ngramKey, wordKey } from './term-numbers.ts';

/** One tenant's postings and passages, as the search needs them. */
export interface PostingSource {
  readonly passageCount: number;
  /** More than the highest number of a passage. */
  readonly size: number;
  list(key: string): PostingList;
  averageLength(channel: ChannelName): number;
  /** By passage, see {@link lengthNorms}. */
  norms(channel: ChannelName): Float64Array;
  /** By passage: 1 where whoever asks may see it, and it passes the filter. */
  readonly allowed: Uint8Array;
  readonly documents: DocumentSource;
  idOf(passage: number): string;
}

export type ChannelName = 'words' | 'ngrams' | 'pairs';

/**
 * The search of `hybridIndex`, over postings that lie elsewhere: the same channels, the same scores, the same ranks; then the
 * documents are looked at, see {@link withDocuments}.
 *
 * Reads one list per term of the query; pairs of words come from the positions in the lists of their words.
 */
export function searchPostings(
  source: PostingSource,
  query: string,
  k: number,
): { readonly found: readonly Scored[]; readonly channels: readonly CorpusChannel[] } {
  const read = reader(source);
  const pool = poolSize(k);
  const depth = Math.max(200, 10 * pool);
  const sums = newSums(source.size);
  const parts = HYBRID_CHANNELS.map((channel) => {
    const name = channel.name as ChannelName;
    const asked = queryTerms(channel.analyse(query));
    const statistics: CorpusStatistics = {
      documentCount: source.passageCount,
      averageLength: source.averageLength(name),
      documentFrequency: (term) => read(name, term).size,
    };
    const lists = [...asked].map(([term, times]) => ({ times, list: read(name, term) }));
    return {
      ...channel,
      statistics,
      lists,
      best: rank(source, source.norms(name), { lists, statistics, depth }, sums),
      scale: attainableBm25(asked, statistics),
    };
  });
  const found = fusePassages(parts, sums, pool, source.idOf);
  const documentOf = (passage: number): number => source.documents.of[passage] as number;
  const shares = documentScores(
    source.documents,
    parts,
    found.map(({ passage }) => passage),
  );
  const shareOf = new Map(
    found.map(({ id, passage }) => [id, shares.get(documentOf(passage)) as DocumentShare]),
  );
  const channels = parts.map(({ name, analyse, weight, statistics }) => ({
    name,
    analyse,
    weight,
    statistics,
  }));
  return {
    found: withDocuments(found, (id) => shareOf.get(id) as DocumentShare, k),
    channels,
  };
}

interface RankedLists {
  readonly lists: readonly { readonly list: CountedList; readonly times: number }[];
  readonly statistics: CorpusStatistics;
  readonly depth: number;
}

/** The best passages of one channel. */
function rank(
  { allowed, idOf }: PostingSource,
  norms: Float64Array,
  { lists, statistics: { documentCount }, depth }: RankedLists,
  sums: Sums,
): RankedPassages {
  for (const { times, list } of lists) {
    const weight = times * inverseDocumentFrequency(list.size, documentCount) * MOST;
    addWeights(list, weight, norms, allowed, sums.of);
  }
  return takeBest(sums, depth, idOf);
}
/** Reads each list once per search; pairs are made from two lists of words. */
function reader(source: PostingSource): (channel: ChannelName, term: string) => CountedList {
  const pairs = new Map<string, CountedList>();
  return (channel, term) => {
    if (channel === 'words') return source.list(wordKey(term));
    if (channel === 'ngrams') return source.list(ngramKey(term));
    const known = pairs.get(term);
    if (known !== undefined) return known;
    const [first = '', second = ''] = term.split(' ');
    const made = pairList(
      source.list(wordKey(first)).places(),
      source.list(wordKey(second)).places(),
      first === second,
    );
    pairs.set(term, made);
    return made;
  };
}

/** The keys of all lists that a search for this text reads: for stores that fetch them at once. */
export function keysOfQuery(query: string): readonly string[] {
  const keys = HYBRID_CHANNELS.flatMap(({ name, analyse }) => {
    if (name === 'pairs') return [];
    const keyOf = name === 'words' ? wordKey : ngramKey;
    return analyse(query).map(({ term }) => keyOf(term));
  });
  return [...new Set(keys)];
}
