import type { Json, JsonSchema } from '@ashlar/core';
import type { ToolUseBlock } from '@aws-sdk/client-bedrock-runtime';

/** Any JSON, as the SDK types it. */
export type DocumentValue = Exclude<ToolUseBlock['input'], undefined>;

// The same values: the SDK's type lacks `readonly` and ours forbids `undefined`, so neither is assignable to the other.
export function toDocument(value: Json | JsonSchema): DocumentValue {
  return value as DocumentValue;
}

export function fromDocument(value: DocumentValue | undefined): Json {
  return (value ?? null) as Json;
}
