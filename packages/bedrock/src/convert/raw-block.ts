import type { Json, JsonObject } from '@ashlar/core';
import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { plainNumber } from './plain-number.ts';

/** A block as it stands on the wire: bytes as base64, and kinds that the SDK does not know under their own name. */
export function toRaw(block: object): JsonObject {
  return plain(block) as JsonObject;
}

/** The block of a raw one. Together with {@link toRaw} it gives back what came. */
export function fromRaw(raw: JsonObject): ContentBlock {
  const [name, value] = Object.entries(raw)[0] ?? [];
  if (name === undefined || value === undefined) return { $unknown: ['', null] };
  return known.has(name)
    ? ({ [name]: withBytes(value) } as unknown as ContentBlock)
    : { $unknown: [name, value] };
}

const known = new Set([
  'text',
  'image',
  'document',
  'video',
  'audio',
  'toolUse',
  'toolResult',
  'guardContent',
  'cachePoint',
  'reasoningContent',
  'citationsContent',
  'searchResult',
  'toolAddition',
  'toolRemoval',
]);

function plain(value: unknown): Json {
  if (value instanceof Uint8Array) return encodeBase64(value);
  if (Array.isArray(value)) return value.map(plain);
  const number = plainNumber(value);
  if (number !== undefined) return number;
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json;
  const unknown = (value as { readonly $unknown?: unknown }).$unknown;
  if (Array.isArray(unknown)) return { [String(unknown[0])]: plain(unknown[1]) };
  const object: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) object[key] = plain(member);
  }
  return object;
}

// The two names under which Converse has bytes. Free JSON (a tool's input, a json result) is left alone.
function withBytes(value: Json): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  const object: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const binary = (key === 'bytes' || key === 'redactedContent') && typeof member === 'string';
    if (binary) object[key] = decodeBase64(member);
    else object[key] = key === 'input' || key === 'json' ? member : withBytes(member);
  }
  return object;
}
