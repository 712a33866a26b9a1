import { type JsonSchema, type Schema, toJsonSchema } from '@ashlar/core';
import { normalizeSchema } from './normalize-schema.ts';
import { objectRoot } from './object-root.ts';

/**
 * The JSON Schema of a tool's input as models are shown it: 2020-12, with an object at its root.
 *
 * @throws schema.unsupported when it cannot be shown
 */
export function toolInputSchema(input: Schema<unknown>): JsonSchema {
  return objectRoot(normalizeSchema(toJsonSchema(input)));
}
