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
import { countPairs } from './pairs.ts';
import { ngramKey, wordKey } from './term-numbers.ts';

/** One tenant's postings and passages, as the search needs them. */
export interface PostingSource {
  readonly passageCount: number;
  /** Calls back for every passage that holds the term. */
  read(
    key: string,
    visit: (passage: number, count: number, positions: readonly number[]) => void,
  ): void;
  length(channel: ChannelName, passage: number): number;
  averageLength(channel: ChannelName): number;
  /** Undefined when whoever asks may not see it. */
  idOf(passage: number): string | undefined;
}

export type ChannelName = 'words' | 'ngrams' | 'pairs';

interface TermPostings {
  readonly passages: number[];
  readonly counts: number[];
  readonly positions: (readonly number[])[];
}

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
  const parts = HYBRID_CHANNELS.map((channel) => {
    const name = channel.name as ChannelName;
    const asked = queryTerms(channel.analyse(query));
    const lists = new Map([...asked.keys()].map((term) => [term, read(name, term)]));
    const statistics: CorpusStatistics = {
      documentCount: source.passageCount,
      averageLength: source.averageLength(name),
      documentFrequency: (term) => (lists.get(term) ?? read(name, term)).passages.length,
    };
    return {
      ...channel,
      statistics,
      list: rank(source, name, { asked, lists, statistics, depth }),
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

function rank(
  source: PostingSource,
  channel: ChannelName,
  search: {
    readonly asked: ReadonlyMap<string, number>;
    readonly lists: ReadonlyMap<string, TermPostings>;
    readonly statistics: CorpusStatistics;
    readonly depth: number;
  },
): Scored[] {
  const { asked, lists, statistics, depth } = search;
  const sums = new Map<number, number>();
  for (const [term, { passages, counts }] of lists) {
    const idf = inverseDocumentFrequency(passages.length, statistics.documentCount);
    const weight = (asked.get(term) ?? 0) * idf;
    for (let i = 0; i < passages.length; i += 1) {
      const passage = passages[i] as number;
      const length = source.length(channel, passage);
      const gain = weight * bm25TermWeight(counts[i] as number, length, statistics.averageLength);
      sums.set(passage, (sums.get(passage) ?? 0) + gain);
    }
  }
  const scored: Scored[] = [];
  for (const [passage, score] of sums) {
    const id = source.idOf(passage);
    if (id !== undefined) scored.push({ id, score });
  }
  return topK(scored, depth);
}

/** Reads each list once per search; pairs are made from two lists of words. */
function reader(source: PostingSource): (channel: ChannelName, term: string) => TermPostings {
  const known = new Map<string, TermPostings>();
  const once = (key: string, make: (into: TermPostings) => void): TermPostings => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const made: TermPostings = { passages: [], counts: [], positions: [] };
    make(made);
    known.set(key, made);
    return made;
  };
  const stored = (key: string) =>
    once(key, (into) => {
      source.read(key, (passage, count, positions) => {
        into.passages.push(passage);
        into.counts.push(count);
        into.positions.push(positions);
      });
    });
  return (channel, term) => {
    if (channel === 'words') return stored(wordKey(term));
    if (channel === 'ngrams') return stored(ngramKey(term));
    return once(`p${term}`, (into) => {
      const [first = '', second = ''] = term.split(' ');
      const a = stored(wordKey(first));
      const b = stored(wordKey(second));
      const placeOf = new Map(b.passages.map((passage, i) => [passage, i]));
      for (const [i, passage] of a.passages.entries()) {
        const j = placeOf.get(passage);
        if (j === undefined) continue;
        const count = countPairs(
          a.positions[i] as readonly number[],
          b.positions[j] as readonly number[],
          first === second,
        );
        if (count > 0) {
          into.passages.push(passage);
          into.counts.push(count);
        }
      }
    });
  };
}
