import { booleanAt, listAt, numberAt, stringAt } from '../wire/read.ts';
import type { EmbeddingBody } from './embedding-body.ts';
import { extraneousKeys, malformed } from './malformed.ts';

const keys = ['inputText', 'dimensions', 'normalize', 'embeddingTypes'];
const dimensions = [256, 512, 1024];
const ownTypes = ['float', 'binary'];

/** Amazon Titan Text Embeddings V2: one text a call. Source: user guide, model-parameters-titan-embed-text. */
export const titan: EmbeddingBody = {
  read: (body) => {
    const text = stringAt(body, 'inputText');
    const wanted = numberAt(body, 'dimensions');
    const types = listAt(body, 'embeddingTypes') ?? ['float'];
    const faults = extraneousKeys(body, keys);
    if (text === undefined) faults.unshift('#: required key [inputText] not found');
    if (text === '') faults.push('#/inputText: expected minLength: 1, actual: 0');
    if (wanted !== undefined && !dimensions.includes(wanted)) {
      faults.push(`#/dimensions: ${wanted} is not a valid enum value`);
    }
    for (const type of types) {
      if (!ownTypes.some((known) => known === type)) {
        faults.push(`#/embeddingTypes: ${String(type)} is not a valid enum value`);
      }
    }
    if (faults.length > 0 || text === undefined) throw malformed(faults);
    return {
      items: [text],
      purpose: 'document',
      normalise: booleanAt(body, 'normalize') ?? true,
      ...(wanted !== undefined && { dimensions: wanted }),
    };
  },
  write: ([vector = []], inputTokens, body) => {
    const types = listAt(body, 'embeddingTypes') ?? ['float'];
    return {
      // Without floats there is no `embedding`.
      ...(types.includes('float') && { embedding: vector }),
      embeddingsByType: {
        ...(types.includes('float') && { float: vector }),
        // One number a bit, unlike the packed ones of other vendors.
        ...(types.includes('binary') && { binary: vector.map((value) => (value > 0 ? 1 : 0)) }),
      },
      inputTextTokenCount: inputTokens,
    };
  },
};
