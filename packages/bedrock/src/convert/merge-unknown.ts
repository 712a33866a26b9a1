import type { Json, JsonObject } from '@ashlar/core';

/**
 * Joins two pieces of a block that nobody here knows, the way Converse joins those that are known: texts and lists are
 * appended, objects member by member, anything else is replaced.
 */
export function mergeUnknown(before: Json, after: Json): Json {
  if (typeof before === 'string' && typeof after === 'string') return before + after;
  if (Array.isArray(before) && Array.isArray(after)) return [...before, ...after];
  if (!isObject(before) || !isObject(after)) return after;
  const merged: Record<string, Json> = { ...before };
  for (const [key, value] of Object.entries(after)) {
    const earlier = merged[key];
    merged[key] = earlier === undefined ? value : mergeUnknown(earlier, value);
  }
  return merged;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
