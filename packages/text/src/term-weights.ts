import { type CorpusStatistics, inverseDocumentFrequency } from './bm25.ts';

/** What a scorer of passages needs of a corpus: how rare a term is. */
export type TermStatistics = Pick<CorpusStatistics, 'documentCount' | 'documentFrequency'>;

/** Idf of each distinct term; without statistics every term weighs 1. */
export function termWeights(terms: Iterable<string>, corpus?: TermStatistics): Map<string, number> {
  const weights = new Map<string, number>();
  for (const term of terms) {
    const weight =
      corpus === undefined
        ? 1
        : inverseDocumentFrequency(corpus.documentFrequency(term), corpus.documentCount);
    weights.set(term, weight);
  }
  return weights;
}

/** Share of the weight whose terms are in `present`, 0 to 1; 0 when there is nothing to weigh. */
export function coverage(
  weights: ReadonlyMap<string, number>,
  present: { has(term: string): boolean },
): number {
  let total = 0;
  let covered = 0;
  for (const [term, weight] of weights) {
    total += weight;
    if (present.has(term)) covered += weight;
  }
  return total === 0 ? 0 : covered / total;
}
