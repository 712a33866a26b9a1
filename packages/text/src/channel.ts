import { attainableBm25, type Bm25Options, bm25Score, type CorpusStatistics } from './bm25.ts';
import { countAsked, queryTerms } from './count-terms.ts';
import { ngramAnalyser } from './ngram-analyser.ts';
import { pairAnalyser } from './pair-analyser.ts';
import type { Analyser } from './token.ts';
import { wordAnalyser } from './word-analyser.ts';

/** One way of cutting text into terms, and its part in a combined score. */
export interface Channel {
  readonly name: string;
  readonly analyse: Analyser;
  /** Relative to the other channels; one that finds no term in a query does not count for it. */
  readonly weight: number;
}

/** A channel with the statistics of a corpus cut in that way. */
export interface CorpusChannel extends Channel {
  readonly statistics: CorpusStatistics;
}

/**
 * Words, character 4-grams and pairs of near words, in equal parts: the offline default.
 *
 * The same for every collection; a store that keeps postings elsewhere uses the same channels.
 */
export const HYBRID_CHANNELS: readonly Channel[] = [
  { name: 'words', analyse: wordAnalyser(), weight: 1 },
  { name: 'ngrams', analyse: ngramAnalyser(), weight: 1 },
  { name: 'pairs', analyse: pairAnalyser(), weight: 1 },
];

/** Two views of how much of a query a text holds, both 0 to 1. */
export interface Share {
  /** Share of the attainable BM25: the score `hybridIndex` ranks by. */
  readonly bm25: number;
  /** Idf-weighted share of the query's terms that occur, however often: BM25 with k1 = 0. */
  readonly coverage: number;
}

/**
 * A scorer of texts for one query, as the weighted mean over the channels.
 *
 * For text that comes from anywhere: a vector store, a web search, a database. Costs the analysis of each text.
 */
export function shareScorer(
  query: string,
  channels: readonly CorpusChannel[],
  options: Bm25Options = {},
): (text: string) => Share {
  const presence: Bm25Options = { k1: 0 };
  const parts = channels.flatMap(({ analyse, weight, statistics }) => {
    const terms = queryTerms(analyse(query));
    const attainable = attainableBm25(terms, statistics, options);
    const present = attainableBm25(terms, statistics, presence);
    return present > 0 ? [{ analyse, weight, statistics, terms, attainable, present }] : [];
  });
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return (text) => {
    let bm25 = 0;
    let coverage = 0;
    for (const { analyse, weight, statistics, terms, attainable, present } of parts) {
      const tokens = analyse(text);
      const counts = countAsked(terms, tokens);
      const score = bm25Score(terms, counts, tokens.length, statistics, options);
      bm25 += (weight * score) / (attainable * total);
      const found = bm25Score(terms, counts, tokens.length, statistics, presence);
      coverage += (weight * found) / (present * total);
    }
    return { bm25, coverage };
  };
}
