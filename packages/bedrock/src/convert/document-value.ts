import type { Json, JsonSchema } from '@ashlar/core';
import type { ToolUseBlock } from '@aws-sdk/client-bedrock-runtime';
import { plainNumber } from './plain-number.ts';

/** Any JSON, as the SDK types it. */
export type DocumentValue = Exclude<ToolUseBlock['input'], undefined>;

// The same values: the SDK's type lacks `readonly` and ours forbids `undefined`, so neither is assignable to the other.
export function toDocument(value: Json | JsonSchema): DocumentValue {
  return value as DocumentValue;
}

export function fromDocument(value: DocumentValue | undefined): Json {
  return plain(value);
}

function plain(value: unknown): Json {
  if (Array.isArray(value)) return value.map(plain);
  const number = plainNumber(value);
  if (number !== undefined) return number;
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json;
  // Not by assignment: a model can write `__proto__` as a key.
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}
