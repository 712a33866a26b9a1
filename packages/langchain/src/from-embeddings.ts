import {
  AshlarError,
  type Call,
  type CallContext,
  detachedContext,
  type Embedder,
  type EmbedItem,
  type EmbedOptions,
  type EmbedResult,
  type Price,
} from '@ashlar/core';
import { unlessAborted } from './abort/unless-aborted.ts';
import { textBytes } from './chat/input-bytes.ts';
import { cannotCarry } from './errors.ts';
import { translateError } from './failure/translate-error.ts';
import { beginAttempt } from './metering/attempt.ts';
import { refuseClientRetries, refuseOwnRetries } from './own-retries.ts';

/** What is used of LangChain's `Embeddings`. */
export interface LangChainEmbeddings {
  embedDocuments(documents: string[]): Promise<number[][]>;
  embedQuery(document: string): Promise<number[]>;
}

/** Options of {@link fromEmbeddings}. */
export interface FromEmbeddingsOptions {
  /** Names the vectors: an index refuses vectors of another id. Say the model and whatever changes its vectors. */
  readonly id: string;
  /** Numbers in a vector; a reply of another length is an error. */
  readonly dimensions: number;
  /** @default none: a budget in money refuses the embedder */
  readonly price?: Price;
  /** Texts that are handed over at once. BedrockEmbeddings sends a request for each, all at the same time. @default 16 */
  readonly batchSize?: number;
  /** Accept that LangChain or its client repeats failed calls. @default false */
  readonly retriesInside?: boolean;
}

/**
 * Embeddings of LangChain as an `Embedder`, for text only.
 *
 * The purpose `query` uses `embedQuery`, all others `embedDocuments`. LangChain reports no usage: rows count the bytes of the text and
 * are marked `estimated`. It takes no signal either: an aborted call settles at once, and what was sent ends by itself.
 *
 * @throws AshlarError `langchain.retries` here; `model.unsupported` for images, else `model.*`
 */
export function fromEmbeddings(
  embeddings: LangChainEmbeddings,
  options: FromEmbeddingsOptions,
): Embedder {
  const { id, dimensions, batchSize = 16, retriesInside = false } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new AshlarError('input.invalid', `batchSize of ${id} must be 1 or more.`, {
      facts: { what: 'fromEmbeddings', issues: [`batchSize is ${batchSize}`] },
    });
  }
  if (!retriesInside) refuseOwnRetries(id, embeddings as object);
  return { id, dimensions, embed };

  async function embed(
    items: readonly EmbedItem[],
    { purpose }: EmbedOptions,
    context: CallContext = detachedContext(),
  ): Promise<EmbedResult> {
    const texts = items.map((item) => {
      if (typeof item === 'string') return item;
      throw cannotCarry(id, 'images to embed', 'Use an embedder that takes them.');
    });
    if (!retriesInside) await refuseClientRetries(id, embeddings);
    const vectors: Float32Array[] = [];
    const calls: Call[] = [];
    for (let start = 0; start < texts.length; start += batchSize) {
      const batch = texts.slice(start, start + batchSize);
      const work = () =>
        purpose === 'query'
          ? Promise.all(batch.map((text) => embeddings.embedQuery(text)))
          : embeddings.embedDocuments(batch);
      const found = await embedBatch(batch, work, context);
      vectors.push(...found.vectors);
      calls.push(found.call);
    }
    return { vectors, calls };
  }

  async function embedBatch(
    texts: readonly string[],
    work: () => Promise<number[][]>,
    context: CallContext,
  ): Promise<{ readonly vectors: Float32Array[]; readonly call: Call }> {
    const { signal } = context;
    const inputBytes = texts.reduce((sum, text) => sum + textBytes(text), 0);
    const info = options.price === undefined ? {} : { price: options.price };
    const estimate = { model: id, info, inputBytes, maxTokens: 0 };
    const attempt = await beginAttempt(context, estimate, signal);
    try {
      const found = await unlessAborted(work(), signal, id);
      const vectors = readVectors(found, texts.length);
      const used = { model: id, inputTokens: inputBytes, outputTokens: 0, estimated: true };
      return { vectors, call: attempt.served(used) };
    } catch (thrown) {
      const failure = translateError(thrown, { name: id, signal });
      attempt.failed(failure);
      throw failure.error;
    }
  }

  function readVectors(found: unknown, wanted: number): Float32Array[] {
    const vectors = Array.isArray(found) ? (found as unknown[]) : [];
    if (vectors.length !== wanted) {
      throw unreadable(`${vectors.length} vectors for ${wanted} texts`);
    }
    return vectors.map((vector) => {
      const numbers = Array.isArray(vector) ? (vector as unknown[]) : [];
      if (numbers.length !== dimensions) {
        throw unreadable(`a vector of ${numbers.length} numbers instead of ${dimensions}`);
      }
      if (!numbers.every(Number.isFinite))
        throw unreadable('a vector with something else than numbers');
      return Float32Array.from(numbers as number[]);
    });
  }

  function unreadable(what: string): AshlarError {
    return new AshlarError('model.failed', `${id} gave ${what}.`, { facts: { model: id } });
  }
}
