import {
  attainableBm25,
  bm25TermWeight,
  type CorpusChannel,
  type CorpusStatistics,
  HYBRID_CHANNELS,
  inverseDocumentFrequency,
  queryTerms,
  type Scored,
  scoreFusion,
  topK,
} from '@ashlar/text';
import { nthHighest } from './nth-highest.ts';
import { type CountedList, pairList } from './pair-list.ts';
import type { PostingList } from './posting-list.ts';
import { ngramKey, wordKey } from './term-numbers.ts';

/** One tenant's postings and passages, as the search needs them. */
export interface PostingSource {
  readonly passageCount: number;
  /** More than the highest number of a passage. */
  readonly size: number;
  list(key: string): PostingList;
  /** By passage. */
  lengths(channel: ChannelName): Int32Array;
  averageLength(channel: ChannelName): number;
  /** Whether whoever asks may see it, and it passes the filter. */
  allowed(passage: number): boolean;
  idOf(passage: number): string;
}

export type ChannelName = 'words' | 'ngrams' | 'pairs';

/**
 * The search of `hybridIndex`, over postings that lie elsewhere: the same channels, the same scores, the same ranks.
 *
 * Reads one list per term of the query; pairs of words come from the positions in the lists of their words.
 */
export function searchPostings(
  source: PostingSource,
  query: string,
  k: number,
): { readonly found: readonly Scored[]; readonly channels: readonly CorpusChannel[] } {
  const read = reader(source);
  const depth = Math.max(200, 10 * k);
  const sums = new Float64Array(source.size);
  const parts = HYBRID_CHANNELS.map((channel) => {
    const name = channel.name as ChannelName;
    const asked = queryTerms(channel.analyse(query));
    const statistics: CorpusStatistics = {
      documentCount: source.passageCount,
      averageLength: source.averageLength(name),
      documentFrequency: (term) => read(name, term).passages.length,
    };
    const lists = [...asked].map(([term, times]) => ({ times, ...read(name, term) }));
    return {
      ...channel,
      statistics,
      list: rank(source, source.lengths(name), { lists, statistics, depth }, sums),
      scale: attainableBm25(asked, statistics),
    };
  });
  const found = scoreFusion(
    parts.map(({ list }) => list),
    { weights: parts.map(({ weight }) => weight), scales: parts.map(({ scale }) => scale), k },
  );
  const channels = parts.map(({ name, analyse, weight, statistics }) => ({
    name,
    analyse,
    weight,
    statistics,
  }));
  return { found, channels };
}

interface RankedLists {
  readonly lists: readonly (CountedList & { readonly times: number })[];
  readonly statistics: CorpusStatistics;
  readonly depth: number;
}

/** The best passages of one channel. `sums` is all zero before and after. */
function rank(
  source: PostingSource,
  lengths: Int32Array,
  { lists, statistics: { averageLength, documentCount }, depth }: RankedLists,
  sums: Float64Array,
): Scored[] {
  const touched: number[] = [];
  for (const { times, passages, counts } of lists) {
    const weight = times * inverseDocumentFrequency(passages.length, documentCount);
    for (let i = 0; i < passages.length; i += 1) {
      const passage = passages[i] as number;
      const before = sums[passage] as number;
      if (before === 0) touched.push(passage);
      const length = lengths[passage] as number;
      sums[passage] = before + weight * bm25TermWeight(counts[i] as number, length, averageLength);
    }
  }
  const scores = new Float64Array(touched.length);
  let seen = 0;
  for (const passage of touched) {
    if (!source.allowed(passage)) continue;
    touched[seen] = passage;
    scores[seen] = sums[passage] as number;
    seen += 1;
  }
  // Ids are looked up, and compared where scores are equal, for those only that can be among the best.
  const least = nthHighest(scores, seen, depth);
  const scored: Scored[] = [];
  for (let i = 0; i < seen; i += 1) {
    const score = scores[i] as number;
    if (score >= least) scored.push({ id: source.idOf(touched[i] as number), score });
  }
  for (const { passages } of lists) for (const passage of passages) sums[passage] = 0;
  return topK(scored, depth);
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
      source.list(wordKey(first)),
      source.list(wordKey(second)),
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
