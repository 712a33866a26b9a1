import type { EmbedItem, EmbedOptions, JsonObject, Price } from '@ashlar/core';

/** How one family of embedding models is asked through InvokeModel. */
export interface EmbedDialect {
  readonly dimensions: { readonly default: number; readonly allowed: readonly number[] };
  /** Texts that one request may hold. Images go one by one. */
  readonly batch: number;
  readonly images: boolean;
  /** Longest text that is not truncated, where the model says so. */
  readonly maxCharacters?: number;
  readonly price?: Price;
  body(batch: EmbedBatch): JsonObject;
  /** The vectors and, where the body tells, the tokens. Checked by the caller. */
  read(reply: unknown): { readonly vectors: unknown; readonly inputTokens?: unknown };
}

/** What one request asks for: texts, or one image. */
export interface EmbedBatch {
  readonly items: readonly EmbedItem[];
  readonly dimensions: number;
  readonly purpose: EmbedOptions['purpose'];
  readonly truncate: 'none' | 'start' | 'end';
}
