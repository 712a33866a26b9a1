import type { Call, EmbedItem, JsonObject } from '@ashlar/core';
import { cohere } from '../embedding/cohere.ts';
import type { EmbeddingBody } from '../embedding/embedding-body.ts';
import { nova } from '../embedding/nova.ts';
import { titan } from '../embedding/titan.ts';
import { validationError } from '../errors.ts';
import { tokensOf } from '../wire/usage.ts';
import type { OperationCall } from './call.ts';

/** The shape of an embedding model's body: by the model's name; an ARN may hide it, then by the body. */
export function embeddingBodyOf(model: string, body: JsonObject): EmbeddingBody | undefined {
  if (model.includes('cohere.embed')) return cohere;
  if (model.includes('titan-embed-text')) return titan;
  if (/nova-.*embed/.test(model) || Object.hasOwn(body, 'singleEmbeddingParams')) return nova;
  if (Object.hasOwn(body, 'inputText')) return titan;
  return Object.hasOwn(body, 'input_type') ? cohere : undefined;
}

/** Answers InvokeModel for an embedding model. */
export async function embed(call: OperationCall, shape: EmbeddingBody): Promise<void> {
  const { items, purpose, dimensions, normalise } = shape.read(call.body, call.model);
  const wanted = dimensions === undefined ? {} : { dimensions };
  const embedder = call.engines.embedder(call.model, wanted);
  if (dimensions !== undefined && dimensions !== embedder.dimensions) {
    throw validationError(
      `The emulator's embedder ${embedder.id} has ${embedder.dimensions} dimensions, ${dimensions} were asked for. Give the emulator an embedder for them: \`embedder: (id, { dimensions }) => …\`.`,
    );
  }
  const started = performance.now();
  const { vectors, calls } = await embedder.embed(items, { purpose }, call.context);
  const { inputTokens, estimated } = countTokens(items, calls);
  call.record.usage = { inputTokens };
  call.record.usageEstimated = estimated;
  const numbers = vectors.map((vector) => [...(normalise ? toUnit(vector) : vector)]);
  await call.reply.body(shape.write(numbers, inputTokens, call.body), {
    'x-amzn-bedrock-input-token-count': String(inputTokens),
    'x-amzn-bedrock-invocation-latency': String(Math.round(performance.now() - started)),
    ...(estimated && { 'x-ashlar-usage': 'estimated' }),
  });
}

function countTokens(
  items: readonly EmbedItem[],
  calls: readonly Call[],
): { inputTokens: number; estimated: boolean } {
  const served = calls.filter((call) => call.outcome === 'served');
  if (served.length > 0 && served.every((call) => call.estimated !== true)) {
    return {
      inputTokens: served.reduce((sum, call) => sum + call.inputTokens, 0),
      estimated: false,
    };
  }
  const texts = items.map((item) => (typeof item === 'string' ? item : item.image.base64));
  return { inputTokens: texts.reduce((sum, text) => sum + tokensOf(text), 0), estimated: true };
}

function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
