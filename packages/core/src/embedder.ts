import type { CallContext } from './context.ts';
import type { Call } from './usage.ts';

/** A text, or an image as base64. */
export type EmbedItem =
  | string
  | { readonly image: { readonly format: string; readonly base64: string } };

export interface EmbedOptions {
  /** Many embedders encode what is stored and what is asked differently. */
  readonly purpose: 'document' | 'query' | 'similarity' | 'classification' | 'clustering';
}

export interface EmbedResult {
  /** One vector per item, in order, each of `dimensions` numbers. */
  readonly vectors: readonly Float32Array[];
  readonly calls: readonly Call[];
}

/** Turns items into vectors. Batching and concurrency are the adapter's business. */
export interface Embedder {
  readonly id: string;
  readonly dimensions: number;
  embed(
    items: readonly EmbedItem[],
    options: EmbedOptions,
    context?: CallContext,
  ): Promise<EmbedResult>;
}
