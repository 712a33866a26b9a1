import type { EmbedDialect } from './dialect.ts';

/** Amazon Titan Text Embeddings V2: one text a request; it makes no difference between purposes. */
export const titan: EmbedDialect = {
  dimensions: { default: 1024, allowed: [256, 512, 1024] },
  batch: 1,
  images: false,
  price: {
    inputUsd: 0.02,
    outputUsd: 0,
    asOf: '2026-11-21',
    source: 'BerriAI/litellm model_prices_and_context_window.json at 00035b6',
  },
  body: ({ items, dimensions }) => ({
    inputText: items.map(String).join(''),
    dimensions,
    normalize: true,
  }),
  read: (reply) => {
    const { embedding, inputTextTokenCount } = reply as Readonly<Record<string, unknown>>;
    return { vectors: [embedding], inputTokens: inputTextTokenCount };
  },
};
