export type { ModelSettings } from './chat/settings.ts';
export { type FromChatModelOptions, fromChatModel } from './from-chat-model.ts';
export {
  type FromEmbeddingsOptions,
  fromEmbeddings,
  type LangChainEmbeddings,
} from './from-embeddings.ts';
