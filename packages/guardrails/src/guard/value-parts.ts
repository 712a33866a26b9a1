import type { Json, JsonObject, JsonPart, Part } from '@ashlar/core';

/**
 * A value as it is inspected: one JSON part, and behind it what stands in its property `list` when that is a list of message parts. So
 * checks see the images of a tool or a user as images, and everything else, however it is written, as text.
 */
export function partsOfValue(value: Json, list: string): readonly Part[] {
  const inside = listIn(value, list);
  if (inside === undefined) return [{ type: 'json', value }];
  const { [list]: _inside, ...rest } = value as JsonObject;
  return [{ type: 'json', value: rest }, ...inside];
}

/** The value with other parts. */
export function valueOfParts(value: Json, list: string, parts: readonly Part[]): Json {
  const [first, ...inside] = parts;
  const own = (first as JsonPart).value;
  if (listIn(value, list) === undefined) return own;
  return { ...(own as JsonObject), [list]: inside as unknown as Json };
}

function listIn(value: Json, list: string): readonly Part[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const inside = (value as JsonObject)[list];
  return Array.isArray(inside) && inside.every(isPart)
    ? (inside as unknown as readonly Part[])
    : undefined;
}

// Other types are not looked into where they are parts.
const TYPES: ReadonlySet<unknown> = new Set<Part['type']>([
  'text',
  'json',
  'image',
  'document',
  'audio',
  'video',
  'search-result',
]);

function isPart(value: Json): boolean {
  return typeof value === 'object' && value !== null && TYPES.has((value as JsonObject).type);
}
