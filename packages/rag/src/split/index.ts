export type { Block } from './block.ts';
export { type ContextualOptions, contextualSplitter } from './contextual-splitter.ts';
export { estimateTokens, type TokenCounter } from './estimate-tokens.ts';
export { type ParentChildOptions, parentChildSplitter } from './parent-child-splitter.ts';
export { type RecursiveOptions, recursiveSplitter } from './recursive-splitter.ts';
export { type SentenceOptions, sentenceSplitter } from './sentence-splitter.ts';
export type { Splitter } from './splitter.ts';
export { structureSplitter } from './structure-splitter.ts';
export { type TokenOptions, tokenSplitter } from './token-splitter.ts';
