import type { ChatRequest, ModelInfo, Price } from '@ashlar/core';
import type { RequestOptions } from '../request-options.ts';
import type { BedrockConnection } from '../transport/connection.ts';

/** What a model is made of. */
export interface ChatSettings {
  readonly id: string;
  /** The id whose row of the table holds. */
  readonly base: string;
  readonly info: ModelInfo;
  /** The price that the caller gave: it holds for every service tier. */
  readonly ownPrice: Price | undefined;
  readonly connection: BedrockConnection;
  /** Defaults of every request. */
  readonly defaults: Omit<ChatRequest, 'messages'>;
  readonly bedrock: RequestOptions | undefined;
}
