import type { EmbedItem, EmbedOptions, Json, JsonObject } from '@ashlar/core';
import { listAt, numberAt, objectAt, stringAt } from '../wire/read.ts';
import { asType, isVectorType } from './by-type.ts';
import type { EmbeddingBody } from './embedding-body.ts';
import { extraneousKeys, malformed } from './malformed.ts';

const keysOfV3 = ['texts', 'images', 'input_type', 'truncate', 'embedding_types'];
const keysOfV4 = [...keysOfV3, 'inputs', 'max_tokens', 'output_dimension'];
const dimensions = [256, 512, 1024, 1536];
const mostItems = 96;
const longestTextOfV3 = 2048;

const purposes: ReadonlyMap<string, EmbedOptions['purpose']> = new Map([
  ['search_document', 'document'],
  ['search_query', 'query'],
  ['classification', 'classification'],
  ['clustering', 'clustering'],
  ['image', 'document'],
]);

/** Cohere Embed v3 and v4. Source: user guide, model-parameters-embed-v3 and -v4. */
export const cohere: EmbeddingBody = {
  read: (body, modelId) => {
    const isV3 = /embed-(english|multilingual)-v3/.test(modelId);
    const inputType = stringAt(body, 'input_type');
    const purpose = purposes.get(inputType ?? '');
    const wanted = numberAt(body, 'output_dimension');
    const types = listAt(body, 'embedding_types') ?? ['float'];
    const given = listAt(body, 'texts') ?? listAt(body, 'images') ?? listAt(body, 'inputs');
    const items = (given ?? []).map(toItem);
    const faults = extraneousKeys(body, isV3 ? keysOfV3 : keysOfV4);
    if (given === undefined) faults.unshift('#: required key [texts] not found');
    if (inputType === undefined) faults.unshift('#: required key [input_type] not found');
    else if (purpose === undefined) {
      faults.push(`#/input_type: ${inputType} is not a valid enum value`);
    }
    if (items.length > mostItems) {
      faults.push(`#/texts: expected maximum item count: ${mostItems}, found: ${items.length}`);
    }
    items.forEach((item, index) => {
      if (item === undefined) faults.push(`#/texts/${index}: not one text or one image`);
      if (isV3 && typeof item === 'string' && item.length > longestTextOfV3) {
        faults.push(
          `#/texts/${index}: expected maxLength: ${longestTextOfV3}, actual: ${item.length}`,
        );
      }
    });
    if (wanted !== undefined && !dimensions.includes(wanted)) {
      faults.push(`#/output_dimension: ${wanted} is not a valid enum value`);
    }
    for (const type of types) {
      if (!isVectorType(type)) {
        faults.push(`#/embedding_types: ${String(type)} is not a valid enum value`);
      }
    }
    if (faults.length > 0 || purpose === undefined) throw malformed(faults);
    return {
      items: items.filter((item) => item !== undefined),
      purpose,
      normalise: false,
      ...(wanted !== undefined && { dimensions: wanted }),
    };
  },
  write: (vectors, _inputTokens, body): JsonObject => {
    const texts = listAt(body, 'texts');
    const types = listAt(body, 'embedding_types')?.filter(isVectorType);
    return {
      id: 'emulator',
      ...(texts !== undefined && { texts }),
      embeddings:
        types === undefined
          ? vectors
          : Object.fromEntries(
              types.map((type) => [type, vectors.map((vector) => asType(vector, type))]),
            ),
      response_type: types === undefined ? 'embeddings_floats' : 'embeddings_by_type',
    };
  },
};

/** A text, an image as a data URI, or an input whose content is one of these. Mixed content has no place in core's items. */
function toItem(value: Json): EmbedItem | undefined {
  if (typeof value === 'string') return toImage(value) ?? value;
  const [part, ...more] = listAt(value, 'content') ?? [];
  if (more.length > 0) return undefined;
  const url = stringAt(part, 'image_url') ?? stringAt(objectAt(part, 'image_url'), 'url');
  return stringAt(part, 'text') ?? toImage(url ?? '');
}

function toImage(uri: string): EmbedItem | undefined {
  const [, format, base64] = /^data:image\/([a-z]+);base64,(.+)$/s.exec(uri) ?? [];
  return format === undefined || base64 === undefined ? undefined : { image: { format, base64 } };
}
