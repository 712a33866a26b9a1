import { type JsonObject, type JsonSchema, jsonSchema, type Schema } from '@ashlar/core';
import { normalizeSchema } from './normalize-schema.ts';

/**
 * The input of a tool from JSON Schema, as MCP servers, OpenAPI documents and catalogues of functions give it; their dialects
 * (`dict`, `float`, `tuple`, `any`, `nullable`) included. A schema without a type is one of objects.
 *
 * @typeParam I what the arguments are; nobody checks that it says the same as `parameters`
 * @throws schema.unsupported for a type that nobody knows, and for a keyword that would not be enforced
 */
export function toolSchema<I = JsonObject>(parameters: JsonSchema): Schema<I> {
  const schema = normalizeSchema(parameters);
  const open = ['type', '$ref', 'allOf', 'anyOf', 'oneOf'].every(
    (key) => schema[key] === undefined,
  );
  return jsonSchema<I>(open ? { type: 'object', ...schema } : schema);
}
