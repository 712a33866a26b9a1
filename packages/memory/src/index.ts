export { type CompactorOptions, type ConversationCompactor, compactor } from './compactor.ts';
export type { Condensing } from './condense.ts';
export type { Digest, Leaving } from './digest.ts';
export type { Effects } from './effects.ts';
export type { Entry } from './entry.ts';
export { type CountTokens, estimateTokens } from './estimate-tokens.ts';
export {
  type ExtractInput,
  type ExtractOutput,
  extractFacts,
  type FoundFact,
} from './extract-facts.ts';
export type { Fact, FactKind } from './fact.ts';
export { type LastTurnsOptions, lastTurns } from './last-turns.ts';
export { mendHistory } from './mend-history.ts';
export { type PastTurn, type PastTurnsOptions, pastTurns, type Recall } from './past-turns.ts';
export { reconcileFacts } from './reconcile-facts.ts';
export type { Line } from './render-entries.ts';
export { type RunningSummaryOptions, runningSummary } from './running-summary.ts';
export { type Facts, type StoreFactsOptions, storeFacts } from './store-facts.ts';
export {
  type SummariseInput,
  type SummariseOutput,
  summariseConversation,
} from './summarise-conversation.ts';
export type { KeptThread, ThreadState } from './thread-log.ts';
export { type ThreadMemory, type ThreadMemoryOptions, threadMemory } from './thread-memory.ts';
export { type TokenWindowOptions, tokenWindow } from './token-window.ts';
export { type TypedFactsOptions, typedFacts } from './typed-facts.ts';
export type { Size, Window } from './window.ts';
