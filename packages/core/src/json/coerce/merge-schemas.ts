import type { JsonSchema } from '../json.ts';
import { requiredOf } from '../schema/check-object.ts';
import { type AnySchema, resolveRef, schemaList } from '../schema/resolve-ref.ts';

/** One schema that asks for both, for reading a value; what cannot be merged is left to the validation at the end. */
export function mergeSchemas(base: JsonSchema, more: AnySchema, root: JsonSchema): JsonSchema {
  const other = deref(more, root);
  if (typeof other === 'boolean') return base;
  const required = [...new Set([...requiredOf(base), ...requiredOf(other)])];
  const properties = { ...record(base.properties), ...record(other.properties) };
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
  return typeof target === 'object' ? { ...target, ...rest } : rest;
}

function record(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
