import {
  type Call,
  type CallContext,
  detachedContext,
  type Embedder,
  type EmbedItem,
  type EmbedOptions,
  type EmbedResult,
  linkAbort,
  type Price,
} from '@ashlar/core';
import { type Batch, toBatches } from './embed/batches.ts';
import type { EmbedDialect } from './embed/dialect.ts';
import { dialectOf, type EmbedFamily } from './embed/dialect-of.ts';
import type { Embedded } from './embed/embedded.ts';
import { inParallel } from './embed/in-parallel.ts';
import { readVectors } from './embed/read-vectors.ts';
import { halves, mayBeOneItem, naming } from './embed/refused-items.ts';
import { invalidRequest, modelError } from './errors/failure.ts';
import { refuseUnknown } from './errors/refuse-unknown.ts';
import { withAttempts } from './metering/with-attempts.ts';
import type { BedrockConnection } from './transport/connection.ts';
import { invokeModel } from './transport/invoke-model.ts';

/** Options of {@link embedder}. */
export interface EmbedderOptions {
  readonly connection: BedrockConnection;
  /** Length of the vectors. @default the model's own: 1024 for Titan and Cohere 3, 1536 for Cohere 4, 3072 for Nova */
  readonly dimensions?: number;
  /** Requests under way at a time. @default 8 */
  readonly concurrency?: number;
  /** What happens to texts beyond the model's limit (Cohere and Nova): `none` is an error. @default 'none' */
  readonly truncate?: 'none' | 'start' | 'end';
  /**
   * Takes vectors as they arrive, with their items: what was paid for survives a later failure. Calls of one embedder at the same time
   * share it, so keep them by item and purpose. It must not throw.
   */
  readonly onVectors?: (embedded: Embedded) => void;
  /** Names the family when the id is an ARN that hides it. */
  readonly family?: EmbedFamily;
  /** Replaces what the table of this package says. */
  readonly price?: Price;
}

const known = Object.keys({
  connection: true,
  dimensions: true,
  concurrency: true,
  truncate: true,
  family: true,
  price: true,
  onVectors: true,
} satisfies Record<keyof EmbedderOptions, true>);

/**
 * An embedding model on Amazon Bedrock: Titan Text Embeddings V2, Cohere Embed 3 or 4, Nova Multimodal Embeddings. Cohere and Nova
 * take images too.
 *
 * Texts are sent in as few requests as the model allows (Titan and Nova: one each; Cohere: 96) and several at a time. When one
 * fails for good the rest is stopped and its error is thrown; `items` of its facts says which it was about: a request that the
 * service refuses is halved until one item is left. `onVectors` has what arrived before.
 *
 * @throws model.unsupported for other models, model.invalid-request for dimensions that the model does not have
 * @example
 * ```ts
 * import { bedrock, embedder } from '@ashlar/bedrock';
 *
 * const embed = embedder('amazon.titan-embed-text-v2:0', { connection: bedrock(), dimensions: 512 });
 * const { vectors } = await embed.embed(['Stone dressed so well'], { purpose: 'document' });
 * ```
 */
export function embedder(modelId: string, options: EmbedderOptions): Embedder {
  refuseUnknown('embedder()', options, known);
  const dialect = dialectOf(modelId, options.family);
  if (dialect === undefined) {
    throw modelError(
      'model.unsupported',
      `${modelId} is not an embedding model that is known here. Use Titan Text Embeddings V2, Cohere Embed 3 or 4, Nova Multimodal Embeddings, or name its family.`,
      { model: modelId },
    );
  }
  const { dimensions = dialect.dimensions.default } = options;
  if (!dialect.dimensions.allowed.includes(dimensions)) {
    const allowed = dialect.dimensions.allowed.join(', ');
    throw invalidRequest(modelId, `it has vectors of ${allowed} dimensions, not ${dimensions}.`);
  }
  const { concurrency = 1 } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw invalidRequest(modelId, `concurrency is ${concurrency}, not a number from 1 on.`);
  }
  return {
    id: modelId,
    dimensions,
    embed: (items, { purpose }, context = detachedContext()) =>
      embedAll({ modelId, dialect, dimensions, purpose, ...options }, items, context),
  };
}

interface EmbedJob extends EmbedderOptions, EmbedOptions {
  readonly modelId: string;
  readonly dialect: EmbedDialect;
  readonly dimensions: number;
}

async function embedAll(
  job: EmbedJob,
  items: readonly EmbedItem[],
  context: CallContext,
): Promise<EmbedResult> {
  checkItems(job, items);
  const { dialect, concurrency = 8 } = job;
  const vectors: Float32Array[] = new Array(items.length);
  const calls: Call[] = [];
  const link = linkAbort(context.signal);
  try {
    const batches = toBatches(items, dialect.batch);
    const work = async (batch: Batch): Promise<void> => {
      try {
        const found = await embedBatch(job, batch, context, link.signal, calls);
        for (const [at, place] of batch.places.entries()) {
          vectors[place] = found[at] as Float32Array;
        }
        job.onVectors?.({ ...batch, vectors: found, purpose: job.purpose });
      } catch (error) {
        if (!mayBeOneItem(error, batch)) throw naming(error, batch);
        for (const half of halves(batch)) await work(half);
      }
    };
    await inParallel(batches, concurrency, work, link.abort);
    return { vectors, calls };
  } finally {
    link.release();
  }
}

function checkItems(
  { modelId, dialect, truncate = 'none' }: EmbedJob,
  items: readonly EmbedItem[],
): void {
  const { maxCharacters = Number.POSITIVE_INFINITY } = dialect;
  for (const [index, item] of items.entries()) {
    if (typeof item !== 'string' && !dialect.images) {
      throw invalidRequest(modelId, `item ${index} is an image and the model takes only text.`);
    }
    if (typeof item === 'string' && item.trim() === '') {
      throw invalidRequest(modelId, `item ${index} is blank.`);
    }
    if (typeof item === 'string' && item.length > maxCharacters && truncate === 'none') {
      throw invalidRequest(
        modelId,
        `item ${index} has ${item.length} characters and the model takes ${maxCharacters}: split it, or pass truncate.`,
      );
    }
  }
}

function embedBatch(
  job: EmbedJob,
  { items }: Batch,
  context: CallContext,
  signal: AbortSignal,
  calls: Call[],
): Promise<Float32Array[]> {
  const { modelId, dialect, dimensions, purpose, truncate = 'none', connection } = job;
  const price = job.price ?? dialect.price;
  const inputBytes = items.reduce((sum, item) => sum + size(item), 0);
  const info = price === undefined ? {} : { price };
  const estimate = { model: modelId, info, inputBytes, maxTokens: 0 };
  return withAttempts(connection, context, signal, estimate, calls, async () => {
    const body = dialect.body({ items, dimensions, purpose, truncate });
    const reply = await invokeModel(connection, modelId, body, signal);
    const read = dialect.read(reply.body);
    const counted = typeof read.inputTokens === 'number' ? read.inputTokens : reply.inputTokens;
    const usage = counted ?? inputBytes;
    return {
      value: readVectors(read.vectors, items.length, dimensions, modelId),
      served: {
        model: modelId,
        inputTokens: usage,
        outputTokens: 0,
        ...(counted === undefined && { estimated: true }),
      },
    };
  });
}

function size(item: EmbedItem): number {
  return typeof item === 'string' ? Buffer.byteLength(item) : item.image.base64.length;
}
