import type { EmbedItem, EmbedOptions, JsonObject } from '@ashlar/core';
import type { EmbedBatch, EmbedDialect } from './dialect.ts';

/** Cohere Embed English and Multilingual, version 3. */
export const cohereV3: EmbedDialect = {
  dimensions: { default: 1024, allowed: [1024] },
  batch: 96,
  images: true,
  body: (batch) => ({
    ...contents(batch),
    input_type: batch.items.some(isImage) ? 'image' : inputTypes[batch.purpose],
    embedding_types: ['float'],
    truncate: batch.truncate.toUpperCase(),
  }),
  read,
};

/** Cohere Embed version 4. */
export const cohereV4: EmbedDialect = {
  dimensions: { default: 1536, allowed: [256, 512, 1024, 1536] },
  batch: 96,
  images: true,
  price: {
    inputUsd: 0.12,
    outputUsd: 0,
    asOf: '2026-11-21',
    source: 'getmaxim.ai/bifrost llm-cost-calculator, cohere.embed-v4:0',
  },
  body: (batch) => ({
    ...contents(batch),
    input_type: inputTypes[batch.purpose],
    embedding_types: ['float'],
    output_dimension: batch.dimensions,
    truncate: { none: 'NONE', start: 'LEFT', end: 'RIGHT' }[batch.truncate],
  }),
  read,
};

// Cohere has no type for comparing like with like; clustering is the one that treats both sides alike.
const inputTypes: Readonly<Record<EmbedOptions['purpose'], string>> = {
  document: 'search_document',
  query: 'search_query',
  similarity: 'clustering',
  classification: 'classification',
  clustering: 'clustering',
};

function contents({ items }: EmbedBatch): JsonObject {
  const images = items.filter(isImage);
  return images.length === 0
    ? { texts: items.map(String) }
    : { images: images.map(({ image }) => `data:image/${image.format};base64,${image.base64}`) };
}

function isImage(item: EmbedItem): item is Exclude<EmbedItem, string> {
  return typeof item !== 'string';
}

// `{ embeddings: { float: [...] } }` when types are asked for, `{ embeddings: [...] }` in older replies.
function read(reply: unknown): { readonly vectors: unknown } {
  const { embeddings } = reply as { readonly embeddings?: unknown };
  if (typeof embeddings !== 'object' || embeddings === null || Array.isArray(embeddings)) {
    return { vectors: embeddings };
  }
  return { vectors: (embeddings as { readonly float?: unknown }).float };
}
