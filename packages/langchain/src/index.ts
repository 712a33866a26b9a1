export type { ModelSettings } from './chat/settings.ts';
export { type FromChatModelOptions, fromChatModel } from './from-chat-model.ts';
export {
  type FromEmbeddingsOptions,
  fromEmbeddings,
  type LangChainEmbeddings,
} from './from-embeddings.ts';
export {
  type FromRetrieverOptions,
  fromRetriever,
  type LangChainRetriever,
  type RetrieverSettings,
} from './from-retriever.ts';
export { type FromToolOptions, fromTool, type LangChainTool } from './from-tool.ts';
export type { RetrieverAccess } from './retriever/retriever-access.ts';
