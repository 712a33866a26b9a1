import { createHash } from 'node:crypto';
import { describeEmbedderContract } from '@ashlar/core/testing/vitest';
import { embedder } from '../src/index.ts';
import { json } from './support/replies.ts';
import { type Reply, startServer } from './support/server.ts';

function numbers(text: string, dimensions: number): number[] {
  const hash = createHash('sha256').update(text).digest();
  return Array.from({ length: dimensions }, (_, at) => ((hash[at % 32] ?? 0) + 1) / 256);
}

const reply: Reply = (response, request) => {
  const { texts, inputText, singleEmbeddingParams, dimensions, output_dimension } = request.body;
  if (texts !== undefined) {
    const float = texts.map((text: string) => numbers(text, output_dimension ?? 1024));
    return json(200, { embeddings: { float } })(response, request);
  }
  if (inputText !== undefined) {
    const embedding = numbers(inputText, dimensions);
    return json(200, { embedding, inputTextTokenCount: 3 })(response, request);
  }
  const { text, embeddingDimension } = singleEmbeddingParams;
  const embedding = numbers(text.value, embeddingDimension);
  json(200, { embeddings: [{ embeddingType: 'TEXT', embedding }] })(response, request);
};

for (const id of [
  'amazon.titan-embed-text-v2:0',
  'cohere.embed-multilingual-v3',
  'cohere.embed-v4:0',
  'amazon.nova-2-multimodal-embeddings-v1:0',
]) {
  describeEmbedderContract(`${id} over the wire`, async () => {
    const server = await startServer();
    server.reply(reply);
    return embedder(id, {
      connection: server.connect(),
      price: { inputUsd: 1, outputUsd: 0, asOf: '2026-11-21' },
    });
  });
}
