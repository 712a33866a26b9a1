export {
  ANSWERABLE,
  type Answerability,
  type AnswerabilityInput,
  answerability,
  type EvidencePassage,
} from './answerability.ts';
export {
  attainableBm25,
  type Bm25Options,
  bm25Score,
  bm25TermWeight,
  type CorpusStatistics,
  inverseDocumentFrequency,
} from './bm25.ts';
export {
  type Bm25Index,
  type Bm25IndexOptions,
  type Bm25Snapshot,
  bm25Index,
  type SearchOptions,
} from './bm25-index.ts';
export {
  type Channel,
  type CorpusChannel,
  HYBRID_CHANNELS,
  type Share,
  shareScorer,
} from './channel.ts';
export { countTerms, queryTerms } from './count-terms.ts';
export { fold } from './fold.ts';
export {
  type HybridIndex,
  type HybridIndexOptions,
  type HybridSnapshot,
  hybridIndex,
} from './hybrid-index.ts';
export { type NgramAnalyserOptions, ngramAnalyser } from './ngram-analyser.ts';
export { type PairAnalyserOptions, pairAnalyser } from './pair-analyser.ts';
export { type RankFusionOptions, rankFusion } from './rank-fusion.ts';
export { type ScoreFusionOptions, scoreFusion } from './score-fusion.ts';
export { sentences } from './sentences.ts';
export { mergeSpans, type Span, sliceSpan, spanContains, spanOverlap, trimSpan } from './span.ts';
export { STOP_WORDS } from './stop-words.ts';
export { type Support, type SupportOptions, support } from './support.ts';
export { coverage, type TermStatistics, termWeights } from './term-weights.ts';
export { textBlocks } from './text-blocks.ts';
export type { Analyser, Token } from './token.ts';
export { compareScored, type Scored, topK } from './top-k.ts';
export { type WordAnalyserOptions, wordAnalyser } from './word-analyser.ts';
