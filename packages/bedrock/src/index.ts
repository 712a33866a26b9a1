export { type BedrockOptions, bedrock } from './bedrock.ts';
export { type ChatModelOptions, chatModel } from './chat-model.ts';
export type { EmbedFamily } from './embed/dialect-of.ts';
export { type EmbedderOptions, embedder } from './embedder.ts';
export { modelInfo } from './models/model-info.ts';
export type { RequestOptions } from './request-options.ts';
export type { BedrockConnection } from './transport/connection.ts';
export type { RetryPolicy } from './transport/retry-policy.ts';
