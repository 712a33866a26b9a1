import type { EmbedItem, EmbedOptions, JsonObject } from '@ashlar/core';

/** What the body of an embedding model asks for, whoever's model it is. */
export interface EmbeddingRequest {
  readonly items: readonly EmbedItem[];
  readonly purpose: EmbedOptions['purpose'];
  readonly dimensions?: number;
  /** Whether vectors are brought to length one. */
  readonly normalise: boolean;
}

/** The body shapes of one vendor's embedding models. */
export interface EmbeddingBody {
  /** @throws ServiceError naming what is wrong with the body */
  read(body: JsonObject, modelId: string): EmbeddingRequest;
  write(vectors: readonly number[][], inputTokens: number, body: JsonObject): JsonObject;
}
