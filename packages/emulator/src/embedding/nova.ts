import type { EmbedItem, EmbedOptions, JsonObject } from '@ashlar/core';
import { at, numberAt, objectAt, stringAt } from '../wire/read.ts';
import type { EmbeddingBody } from './embedding-body.ts';
import { extraneousKeys, malformed } from './malformed.ts';

const dimensions = [256, 384, 1024, 3072];
const defaultDimension = 3072;
const longestText = 8192;
const imageFormats = ['png', 'jpeg', 'gif', 'webp'];
const truncationModes = ['START', 'END', 'NONE'];

const purposes: ReadonlyMap<string, EmbedOptions['purpose']> = new Map([
  ['GENERIC_INDEX', 'document'],
  ['GENERIC_RETRIEVAL', 'query'],
  ['TEXT_RETRIEVAL', 'query'],
  ['IMAGE_RETRIEVAL', 'query'],
  ['VIDEO_RETRIEVAL', 'query'],
  ['DOCUMENT_RETRIEVAL', 'query'],
  ['AUDIO_RETRIEVAL', 'query'],
  ['CLASSIFICATION', 'classification'],
  ['CLUSTERING', 'clustering'],
]);

/**
 * Amazon Nova Multimodal Embeddings, one text or image a call. Source: Nova user guide, "Complete embeddings request and response
 * schema". Text and images from S3, audio and video are not served: core's items have no place for them.
 */
export const nova: EmbeddingBody = {
  read: (body) => {
    const params = objectAt(body, 'singleEmbeddingParams');
    const faults = [
      ...extraneousKeys(body, ['schemaVersion', 'taskType', 'singleEmbeddingParams']),
      ...bodyFaults(body),
      ...paramFaults(params),
    ];
    const purpose = purposes.get(stringAt(params, 'embeddingPurpose') ?? '');
    const item = toItem(params);
    if (params !== undefined && item === undefined) {
      faults.push(
        '#/singleEmbeddingParams: the emulator needs one text value or one image of bytes',
      );
    }
    if (faults.length > 0 || purpose === undefined || item === undefined) throw malformed(faults);
    return {
      items: [item],
      purpose,
      dimensions: numberAt(params, 'embeddingDimension') ?? defaultDimension,
      normalise: true,
    };
  },
  write: ([vector = []], inputTokens, body) => {
    const params = objectAt(body, 'singleEmbeddingParams');
    const text = stringAt(objectAt(params, 'text'), 'value');
    return {
      embeddings: [
        {
          embeddingType: text === undefined ? 'IMAGE' : 'TEXT',
          embedding: vector,
          ...(text !== undefined &&
            text.length > longestText && { truncatedCharLength: longestText }),
        },
      ],
      inputTokenCount: inputTokens,
    };
  },
};

function bodyFaults(body: JsonObject): string[] {
  const schema = stringAt(body, 'schemaVersion') ?? 'nova-multimodal-embed-v1';
  const task = stringAt(body, 'taskType');
  return [
    ...(schema === 'nova-multimodal-embed-v1'
      ? []
      : [`#/schemaVersion: ${schema} is not a valid enum value`]),
    ...(task === undefined ? ['#: required key [taskType] not found'] : []),
    ...(task === undefined || task === 'SINGLE_EMBEDDING'
      ? []
      : [`#/taskType: ${task} is not a valid enum value`]),
    ...(objectAt(body, 'singleEmbeddingParams') === undefined
      ? ['#: required key [singleEmbeddingParams] not found']
      : []),
  ];
}

function paramFaults(params: JsonObject | undefined): string[] {
  if (params === undefined) return [];
  const purpose = stringAt(params, 'embeddingPurpose') ?? '';
  const dimension = at(params, 'embeddingDimension') ?? defaultDimension;
  const text = objectAt(params, 'text');
  const mode = stringAt(text, 'truncationMode');
  const value = stringAt(text, 'value');
  const place = '#/singleEmbeddingParams';
  const faults: string[] = [];
  if (!purposes.has(purpose))
    faults.push(`${place}/embeddingPurpose: ${purpose} is not a valid enum value`);
  if (typeof dimension !== 'number' || !dimensions.includes(dimension)) {
    faults.push(`${place}/embeddingDimension: ${String(dimension)} is not a valid enum value`);
  }
  if (text !== undefined && !truncationModes.includes(mode ?? '')) {
    faults.push(`${place}/text/truncationMode: ${mode ?? 'null'} is not a valid enum value`);
  }
  if (value === '') faults.push(`${place}/text/value: expected minLength: 1, actual: 0`);
  if (mode === 'NONE' && value !== undefined && value.length > longestText) {
    faults.push(`${place}/text/value: expected maxLength: ${longestText}, actual: ${value.length}`);
  }
  return faults;
}

function toItem(params: JsonObject | undefined): EmbedItem | undefined {
  const kinds = ['text', 'image', 'audio', 'video'].filter(
    (kind) => at(params, kind) !== undefined,
  );
  if (kinds.length !== 1) return undefined;
  const text = objectAt(params, 'text');
  const value = stringAt(text, 'value');
  if (value !== undefined) {
    return stringAt(text, 'truncationMode') === 'START'
      ? value.slice(-longestText)
      : value.slice(0, longestText);
  }
  const image = objectAt(params, 'image');
  const format = stringAt(image, 'format') ?? '';
  const base64 = stringAt(objectAt(image, 'source'), 'bytes');
  return base64 !== undefined && imageFormats.includes(format)
    ? { image: { format, base64 } }
    : undefined;
}
