import type { JsonSchema } from '@ashlar/core';

/**
 * The same schema for a part of a document: nothing is required, and everything may be null. A part must not invent what stands in
 * another one.
 */
export function optionalSchema(schema: JsonSchema): JsonSchema {
  return relaxed(schema) as JsonSchema;
}

/** Keywords whose values are schemas by name. */
const NAMED = new Set(['properties', '$defs', 'definitions', 'patternProperties']);
/** Keywords that would refuse what is only a part. */
const DEMANDING = new Set(['required', 'minItems', 'minProperties', 'default', '$schema']);

function relaxed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relaxed);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !DEMANDING.has(key));
  const entries = kept.map(([key, child]) => [
    key,
    NAMED.has(key) ? nullable(child) : inner(key, child),
  ]);
  return Object.fromEntries(entries);
}

function inner(key: string, child: unknown): unknown {
  return key === 'enum' || key === 'const' || key === 'examples' ? child : relaxed(child);
}

function nullable(schemas: unknown): unknown {
  if (typeof schemas !== 'object' || schemas === null) return schemas;
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { anyOf: [relaxed(schema), { type: 'null' }] },
    ]),
  );
}
