import {
  AshlarError,
  detachedContext,
  type Embedder,
  isAshlarError,
  type Json,
} from '@ashlar/core';
import { parseJson } from '../parse-json.ts';
import { listAt, numberAt, objectAt } from '../wire/read.ts';
import { tokensOf } from '../wire/usage.ts';
import { post, type UpstreamOptions } from './endpoint.ts';
import { answerError, networkError, statusError } from './upstream-error.ts';

export interface UpstreamEmbedderOptions extends UpstreamOptions {
  /** Numbers in a vector of this model; an answer of another length is an error. */
  readonly dimensions: number;
}

/** Texts of one request. */
const batchSize = 64;

/**
 * The embeddings of any OpenAI-compatible server: texts only, 64 a request, one request after the other.
 * The protocol has no word for the purpose: it is not sent.
 */
export function upstreamEmbedder(options: UpstreamEmbedderOptions): Embedder {
  const id = `upstream.${options.model}`;
  const { dimensions } = options;

  const embedBatch = async (texts: readonly string[], context = detachedContext()) => {
    const { signal } = context;
    const body = JSON.stringify({ model: options.model, input: texts });
    const reservation = await context.meter.reserve({
      model: id,
      info: {},
      inputBytes: Buffer.byteLength(body),
      maxTokens: 0,
    });
    let text: string;
    try {
      const response = await post(options, '/embeddings', body, signal);
      if (!response.ok) throw await statusError(id, response);
      text = await response.text();
    } catch (error) {
      reservation.fail(signal.aborted ? 'abandoned' : 'failed');
      throw isAshlarError(error) ? error : networkError(id, error, signal, false);
    }
    const answer = parseJson(text) ?? null;
    const reported = numberAt(objectAt(answer, 'usage'), 'prompt_tokens');
    const call = reservation.settle({
      model: id,
      outcome: 'served',
      outputTokens: 0,
      inputTokens: reported ?? texts.reduce((sum, item) => sum + tokensOf(item), 0),
      ...(reported === undefined && { estimated: true }),
    });
    return { call, vectors: toVectors(id, answer, texts.length, dimensions) };
  };

  return {
    id,
    dimensions,
    embed: async (items, _options, context) => {
      const texts = items.map((item) => {
        if (typeof item === 'string') return item;
        throw new AshlarError('model.unsupported', `${id} embeds texts only, not images.`, {
          facts: { model: id },
        });
      });
      const calls = [];
      const vectors = [];
      for (let from = 0; from < texts.length; from += batchSize) {
        const batch = await embedBatch(texts.slice(from, from + batchSize), context);
        calls.push(batch.call);
        vectors.push(...batch.vectors);
      }
      return { vectors, calls };
    },
  };
}

/** Vectors in the order of their `index`: the protocol does not promise another. */
function toVectors(model: string, answer: Json, count: number, dimensions: number): Float32Array[] {
  const rows = listAt(answer, 'data') ?? [];
  const ordered = rows.map((row, index) => {
    const vector = (listAt(row, 'embedding') ?? []).map(Number);
    return { index: numberAt(row, 'index') ?? index, vector: Float32Array.from(vector) };
  });
  ordered.sort((a, b) => a.index - b.index);
  if (ordered.length !== count || ordered.some(({ vector }) => vector.length !== dimensions)) {
    const found = `${ordered.length} vectors of ${ordered[0]?.vector.length ?? 0} numbers`;
    throw answerError(
      'model.failed',
      { model },
      `answered ${found} for ${count} texts of ${dimensions}`,
    );
  }
  return ordered.map(({ vector }) => vector);
}
