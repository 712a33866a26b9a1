import { sentences } from './sentences.ts';
import type { Span } from './span.ts';
import { coverage, type TermStatistics, termWeights } from './term-weights.ts';
import type { Analyser } from './token.ts';
import { wordAnalyser } from './word-analyser.ts';

/** Options of {@link support}. */
export interface SupportOptions {
  /** How rare terms are; an index is one. Default: every term weighs the same. */
  readonly corpus?: TermStatistics;
  /** Must be the analyser of `corpus`. Default {@link wordAnalyser}. */
  readonly analyse?: Analyser;
  /** At most this many sentences. Default 2. */
  readonly maxSentences?: number;
}

/** How well a passage supports a claim, and where. */
export interface Support {
  /** Share of the claim's term weight found in the chosen sentences, 0 to 1. */
  readonly score: number;
  /** The chosen sentences, in text order; offsets in the passage. Empty when nothing matches. */
  readonly sentences: readonly Span[];
  /** Terms of the claim that no chosen sentence holds. */
  readonly missing: readonly string[];
}

/**
 * The sentences of a passage that best support a claim (or bear on a question), and how much of it they cover.
 *
 * Greedy: the sentence with the largest idf-weighted coverage first, then the one that adds most, while any adds something.
 * It sees words, not meaning: a denial covers a claim as well as an affirmation does.
 */
export function support(claim: string, passage: string, options: SupportOptions = {}): Support {
  const { corpus, analyse = wordAnalyser(), maxSentences = 2 } = options;
  const weights = termWeights(
    analyse(claim).map((t) => t.term),
    corpus,
  );
  const candidates = sentences(passage).map((span) => ({
    span,
    terms: new Set(analyse(passage.slice(span.start, span.end)).map((t) => t.term)),
  }));
  const found = new Set<string>();
  const chosen: Span[] = [];
  while (chosen.length < maxSentences) {
    let best: (typeof candidates)[number] | undefined;
    let bestGain = 0;
    for (const candidate of candidates) {
      let gain = 0;
      for (const [term, weight] of weights) {
        if (!found.has(term) && candidate.terms.has(term)) gain += weight;
      }
      if (gain > bestGain) {
        best = candidate;
        bestGain = gain;
      }
    }
    if (best === undefined) break;
    chosen.push(best.span);
    for (const term of best.terms) found.add(term);
  }
  return {
    score: coverage(weights, found),
    sentences: chosen.sort((a, b) => a.start - b.start),
    missing: [...weights.keys()].filter((term) => !found.has(term)),
  };
}
