import type { EmbedItem, EmbedOptions } from '@ashlar/core';

/** Vectors that one request brought, and of what: enough to keep them by content, whichever call they belong to. */
export interface Embedded {
  readonly items: readonly EmbedItem[];
  /** One of each item, in order. */
  readonly vectors: readonly Float32Array[];
  readonly purpose: EmbedOptions['purpose'];
  /** Where the items stand in the list of their call. */
  readonly places: readonly number[];
}
