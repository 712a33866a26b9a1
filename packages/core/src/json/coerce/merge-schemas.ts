import type { JsonSchema } from '../json.ts';
import { requiredOf } from '../schema/check-object.ts';
import { type AnySchema, resolveRef, schemaEntries, schemaList } from '../schema/resolve-ref.ts';

/** One schema that asks for both, for reading a value; what cannot be merged is left to the validation at the end. */
export function mergeSchemas(base: JsonSchema, more: AnySchema, root: JsonSchema): JsonSchema {
  const other = deref(more, root);
  if (typeof other === 'boolean') return base;
  const required = [...new Set([...requiredOf(base), ...requiredOf(other)])];
  const properties = { ...record(base.properties) };
  for (const [name, own] of Object.entries(record(other.properties))) {
    properties[name] = bothOf(properties[name], own, root);
  }
  return {
    ...base,
    ...other,
    ...(required.length > 0 ? { required } : {}),
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
  };
}

/** The schema with the parts of its `allOf` merged into it. */
export function mergeAll(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const { allOf, ...base } = schema;
  let merged: JsonSchema = base;
  for (const part of schemaList(allOf)) merged = mergeSchemas(merged, part, root);
  return merged;
}

function deref(schema: AnySchema, root: JsonSchema): AnySchema {
  if (typeof schema === 'boolean' || typeof schema.$ref !== 'string') return schema;
  const { $ref, ...rest } = schema;
  const target = resolveRef(root, $ref);
  return typeof target === 'object' ? mergeSchemas(target, rest, root) : rest;
}

// A property that both name has to be what both say: `kind` is a string here and one of two words there.
function bothOf(a: AnySchema | undefined, b: AnySchema, root: JsonSchema): AnySchema {
  if (typeof a !== 'object' || a === b) return b;
  return typeof b === 'object' ? mergeSchemas(a, b, root) : b && a;
}

function record(value: unknown): Record<string, AnySchema> {
  return Object.fromEntries(schemaEntries(value));
}
