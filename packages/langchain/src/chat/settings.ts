import type { ChatRequest, ModelInfo } from '@ashlar/core';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { Dialect } from './dialect.ts';

/** What LangChain's models take when they are made, and not when they are called. */
export type ModelSettings = Pick<ChatRequest, 'maxTokens' | 'temperature' | 'topP'>;

/** What an adapted model is made of. */
export interface ChatSettings {
  readonly id: string;
  readonly info: ModelInfo;
  readonly dialect: Dialect;
  /** The model for these settings. Throws `model.unsupported` when it cannot be made. */
  readonly model: (settings: ModelSettings) => BaseChatModel;
  readonly retriesInside: boolean;
  readonly requireFinishReason: boolean;
}
