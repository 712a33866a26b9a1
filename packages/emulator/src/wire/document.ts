import type { DocumentPart, Json, JsonObject } from '@ashlar/core';
import { fromMediaSource, toMediaSource } from './media.ts';
import { booleanAt, hasOnly, objectAt, stringAt } from './read.ts';

const members = ['name', 'format', 'source', 'context', 'citations'];

/** A document block's value as a part, when core can hold all of it. */
export function toDocument(value: Json): DocumentPart | undefined {
  const name = stringAt(value, 'name');
  const format = stringAt(value, 'format');
  const context = stringAt(value, 'context');
  const given = objectAt(value, 'source');
  const text = stringAt(given, 'text');
  const source = text === undefined ? toMediaSource(given) : { text };
  const citations = booleanAt(objectAt(value, 'citations'), 'enabled');
  if (!hasOnly(value, members) || name === undefined || format === undefined) return undefined;
  if (source === undefined) return undefined;
  return {
    type: 'document',
    name,
    format,
    source,
    ...(context !== undefined && { context }),
    ...(citations !== undefined && { citations }),
  };
}

export function fromDocument(part: DocumentPart): JsonObject {
  const { name, format, source, context, citations } = part;
  return {
    name,
    format,
    source: 'text' in source ? { text: source.text } : fromMediaSource(source),
    ...(context !== undefined && { context }),
    ...(citations !== undefined && { citations: { enabled: citations } }),
  };
}
