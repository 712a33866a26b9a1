import type { Json, JsonObject } from '@ashlar/core';

// Reads members of JSON that a client sent. What is absent or of another type is `undefined`: nothing here throws.

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function stringAt(value: Json | undefined, key: string): string | undefined {
  const member = at(value, key);
  return typeof member === 'string' ? member : undefined;
}

export function numberAt(value: Json | undefined, key: string): number | undefined {
  const member = at(value, key);
  return typeof member === 'number' ? member : undefined;
}

export function booleanAt(value: Json | undefined, key: string): boolean | undefined {
  const member = at(value, key);
  return typeof member === 'boolean' ? member : undefined;
}

export function objectAt(value: Json | undefined, key: string): JsonObject | undefined {
  const member = at(value, key);
  return isObject(member) ? member : undefined;
}

export function listAt(value: Json | undefined, key: string): readonly Json[] | undefined {
  const member = at(value, key);
  return isList(member) ? member : undefined;
}

export function at(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Whether `value` is an object without members beyond `keys`: the condition for converting it without loss. */
export function hasOnly(value: Json | undefined, keys: readonly string[]): value is JsonObject {
  return isObject(value) && Object.keys(value).every((key) => keys.includes(key));
}

/** The union member that is set, as `[name, value]`; nothing when none or several are. */
export function memberOf(value: Json | undefined): readonly [string, Json] | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).filter(([, member]) => member !== null);
  return entries.length === 1 ? entries[0] : undefined;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
