import type { EmbedOptions, JsonObject } from '@ashlar/core';
import type { EmbedBatch, EmbedDialect } from './dialect.ts';

/**
 * Amazon Nova Multimodal Embeddings: one text of at most 8,192 characters or one image a request, both in the same space.
 * Request and reply by docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html, as other clients build them; never run live.
 */
export const nova: EmbedDialect = {
  dimensions: { default: 3072, allowed: [256, 384, 1024, 3072] },
  batch: 1,
  images: true,
  maxCharacters: 8192,
  body: (batch) => ({
    schemaVersion: 'nova-multimodal-embed-v1',
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: {
      embeddingPurpose: purposes[batch.purpose],
      embeddingDimension: batch.dimensions,
      ...content(batch),
    },
  }),
  read: (reply) => {
    const { embeddings, inputTokenCount } = reply as Readonly<Record<string, unknown>>;
    const vectors = Array.isArray(embeddings)
      ? embeddings.map((one: { readonly embedding?: unknown } | null) => one?.embedding)
      : undefined;
    return { vectors, inputTokens: inputTokenCount };
  },
};

// One space for all: what is stored is an index entry, whatever asks is a retrieval over mixed content.
const purposes: Readonly<Record<EmbedOptions['purpose'], string>> = {
  document: 'GENERIC_INDEX',
  query: 'GENERIC_RETRIEVAL',
  similarity: 'CLUSTERING',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
};

function content({ items, truncate }: EmbedBatch): JsonObject {
  const [item = ''] = items;
  if (typeof item === 'string') {
    return { text: { truncationMode: truncate.toUpperCase(), value: item } };
  }
  const { format, base64 } = item.image;
  const image = { format, source: { bytes: base64 }, detailLevel: 'STANDARD_IMAGE' };
  return { image };
}
