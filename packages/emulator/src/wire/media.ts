import type { Json, JsonObject, MediaSource } from '@ashlar/core';
import { hasOnly, objectAt, stringAt } from './read.ts';

interface Media {
  readonly format: string;
  readonly source: MediaSource;
}

/** An image, audio or video block's value as format and source, when core can hold all of it. */
export function toMedia(value: Json): Media | undefined {
  const format = stringAt(value, 'format');
  const source = toMediaSource(objectAt(value, 'source'));
  return hasOnly(value, ['format', 'source']) && format !== undefined && source !== undefined
    ? { format, source }
    : undefined;
}

/** An S3 location with a bucket owner has no place in core: its block stays as it came. */
export function toMediaSource(source: JsonObject | undefined): MediaSource | undefined {
  const bytes = stringAt(source, 'bytes');
  if (hasOnly(source, ['bytes']) && bytes !== undefined) return { base64: bytes };
  const location = objectAt(source, 's3Location');
  const uri = stringAt(location, 'uri');
  return hasOnly(source, ['s3Location']) && hasOnly(location, ['uri']) && uri !== undefined
    ? { uri }
    : undefined;
}

export function fromMediaSource(source: MediaSource): JsonObject {
  return 'base64' in source ? { bytes: source.base64 } : { s3Location: { uri: source.uri } };
}
