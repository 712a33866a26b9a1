import type { CallContext } from '../../context.ts';
import { detachedContext } from '../../detached-context.ts';
import type { Embedder, EmbedItem } from '../../embedder.ts';
import { hashText } from '../../hash.ts';
import type { Price } from '../../price.ts';

export interface HashEmbedderOptions {
  /** @default 'hash-<dimensions>' */
  readonly id?: string;
  /** @default unpriced */
  readonly price?: Price;
}

const encoder = new TextEncoder();

/**
 * Vectors from hashed words: texts with words in common are near each other, and nothing else is meant by it. Deterministic,
 * of length 1, metered as one call. Use it to test what is built on vectors, not how well they find.
 *
 * @param dimensions length of a vector. @default 64
 */
export function hashEmbedder(dimensions = 64, options: HashEmbedderOptions = {}): Embedder {
  const { id = `hash-${dimensions}`, price } = options;
  return {
    id,
    dimensions,
    async embed(items, _options, context: CallContext = detachedContext()) {
      context.signal.throwIfAborted();
      if (items.length === 0) return { vectors: [], calls: [] };
      const texts = items.map(textOf);
      const inputBytes = texts.reduce((sum, text) => sum + encoder.encode(text).length, 0);
      const info = price === undefined ? {} : { price };
      const reservation = await context.meter.reserve({
        model: id,
        info,
        inputBytes,
        maxTokens: 0,
      });
      const vectors = texts.map((text) => vectorOf(text, dimensions));
      const inputTokens = Math.max(1, Math.ceil(inputBytes / 4));
      const row = { model: id, outcome: 'served', inputTokens, outputTokens: 0 } as const;
      return { vectors, calls: [reservation.settle(row)] };
    },
  };
}

function textOf(item: EmbedItem): string {
  return typeof item === 'string' ? item : `${item.image.format} ${item.image.base64}`;
}

function vectorOf(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  // A text without words still gets a direction of its own.
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [`empty ${text}`]) {
    const hash = Number.parseInt(hashText(word).slice(0, 9), 36);
    const at = hash % dimensions;
    vector[at] = (vector[at] ?? 0) + (Math.floor(hash / dimensions) % 2 === 0 ? 1 : -1);
  }
  const length = Math.hypot(...vector);
  if (length === 0) vector[0] = 1;
  return length === 0 ? vector : vector.map((value) => value / length);
}
