import type { Call, EmbedItem, JsonObject } from '@ashlar/core';
import { cohere } from '../embedding/cohere.ts';
import type { EmbeddingBody } from '../embedding/embedding-body.ts';
import { titan } from '../embedding/titan.ts';
import { validationError } from '../errors.ts';
import { tokensOf } from '../wire/usage.ts';
import type { OperationCall } from './call.ts';

/** Answers InvokeModel for embedding models, in the body shapes of Titan Text V2 and of Cohere Embed v3 and v4. */
export async function invokeModel(call: OperationCall): Promise<void> {
  const shape = shapeOf(call.model, call.body);
  const { items, purpose, dimensions, normalise } = shape.read(call.body, call.model);
  const embedder = call.engines.embedder(
    call.model,
    dimensions === undefined ? {} : { dimensions },
  );
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

/** By the model's name; an ARN may hide it, then by the body. */
function shapeOf(model: string, body: JsonObject): EmbeddingBody {
  if (model.includes('cohere.embed')) return cohere;
  if (model.includes('titan-embed-text')) return titan;
  if (Object.hasOwn(body, 'inputText')) return titan;
  if (Object.hasOwn(body, 'input_type')) return cohere;
  throw validationError(
    `The emulator serves InvokeModel for embeddings of Titan Text V2 and Cohere Embed only; ${model} with this body is neither. Use Converse for chat.`,
  );
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
