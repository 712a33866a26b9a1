import type { JsonSchema } from '@ashlar/core';

/** Whether a value is a schema as an object: neither `true`, `false` nor a list. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
