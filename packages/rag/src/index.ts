export { type AdaptiveRagOptions, adaptiveRag } from './adaptive-rag.ts';
export { type AgenticRagOptions, agenticRag } from './agentic-rag.ts';
export {
  type AnswerInput,
  type AnswerOutput,
  answerQuestion,
  type ShownPassage,
  type Statement,
} from './answer/answer-question.ts';
export { findQuote } from './answer/find-quote.ts';
export type { ReadingOptions } from './answer/reader.ts';
export type { SearchOptions } from './answer/search.ts';
export { supportedBy } from './answer/supported-by.ts';
export { ABSTAINED } from './answer/to-answer.ts';
export type { AuditFinding, AuditOptions, AuditReport } from './audit/audit-index.ts';
export { type BranchedRagOptions, branchedRag } from './branched-rag.ts';
export { type CompareCase, compare, type PatternScore, type Patterns } from './compare/compare.ts';
export { formatScores } from './compare/format-scores.ts';
export {
  type ConversationalRagOptions,
  type ConversationInput,
  conversationalRag,
} from './conversational-rag.ts';
export { type CorrectiveRagOptions, correctiveRag } from './corrective-rag.ts';
export {
  type ExtractDocument,
  type ExtractedField,
  type Extraction,
  type ExtractOptions,
  extract,
  type ReviewItem,
} from './extract/extract.ts';
export { ANSWERABLE, assessEvidence, type Evidence } from './index/assess-evidence.ts';
export type {
  AttributeChange,
  DocumentAttributes,
  DocumentFacts,
  Embedding,
  Fingerprint,
  FoundPassage,
  IndexedDocument,
  NewDocument,
  NewPassage,
  StoredPassage,
} from './index/document.ts';
export type {
  FilledPassage,
  Generation,
  GenerationStore,
  MissingPassage,
  VectorIdentity,
} from './index/generation.ts';
export { memoryStore } from './index/memory-store.ts';
export {
  type DocumentIndex,
  type IndexOptions,
  openIndex,
  type RetrieverOptions,
} from './index/open-index.ts';
export type { RecallOptions, RecallReport } from './index/recall-check.ts';
export type { ReindexOptions, ReindexReport } from './index/reindex.ts';
export { endOfValidity, type SourceCard } from './index/source-card.ts';
export type { Batch, IndexStats, IndexStore, StoreQuery, StoreResult } from './index/store.ts';
export type { IngestOptions, IngestProgress, IngestReport } from './ingest/ingest.ts';
export type { Inspected } from './ingest/inspect-text.ts';
export type { LoadedText, Loader } from './ingest/loader.ts';
export type { Skipped, SkipReason, SourceFile, SourceItem } from './ingest/source-file.ts';
export { textLoader } from './ingest/text-loader.ts';
export type { RagInput, RagQuestion } from './rag-input.ts';
export { type SelfRagOptions, selfRag } from './self-rag.ts';
export { type SimpleRagOptions, simpleRag } from './simple-rag.ts';
export {
  type Passage,
  type SplitDocument,
  type SplitOptions,
  splitDocument,
} from './split/split-document.ts';
export { type AnswerDelta, watchAnswer } from './watch-answer.ts';
