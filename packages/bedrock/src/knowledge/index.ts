export {
  type AgenticRetrievalOptions,
  type AgenticSource,
  agenticRetrieval,
} from './agentic-retrieval.ts';
export {
  type DocumentContentOptions,
  type DocumentLink,
  documentContent,
} from './document-content.ts';
export type { KnowledgeAnswer, KnowledgeCitation, KnowledgeInput } from './knowledge-answer.ts';
export { type KnowledgeBaseOptions, knowledgeBase } from './knowledge-base.ts';
export { type QueryGeneratorOptions, queryGenerator } from './query-generator.ts';
export { type RerankerOptions, reranker } from './reranker.ts';
export { type RetrieveAndGenerateOptions, retrieveAndGenerate } from './retrieve-and-generate.ts';
export type { KnowledgeRights } from './rights.ts';
export type { SearchSettings } from './search-settings.ts';
export { type SqlRetrieverOptions, sqlRetriever } from './sql-retriever.ts';
