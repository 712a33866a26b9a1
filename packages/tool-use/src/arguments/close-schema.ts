import { type JsonSchema, resolveRef } from '@ashlar/core';
import { isSchema } from '../define/is-schema.ts';

/**
 * The schema with every object closed that names its properties and says nothing about others. So a key that nobody declared is
 * found at any depth, also where properties come from `$ref`, `allOf` or alternatives. Objects that name no properties, or that
 * allow others (`additionalProperties`, `patternProperties`), stay open.
 */
export function closeSchema(schema: JsonSchema): JsonSchema {
  return closed(schema, schema, true) as JsonSchema;
}

const combined = ['allOf', 'anyOf', 'oneOf'];
const named = ['properties', 'patternProperties'];
const definitions = ['$defs', 'definitions'];

// A part of a combination is not closed by itself: the other parts name properties of the same object.
function closed(schema: unknown, root: JsonSchema, whole: boolean): unknown {
  if (!isSchema(schema)) return schema;
  const inner = (one: unknown): unknown => closed(one, root, true);
  const part = (one: unknown): unknown => closed(one, root, false);
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (named.includes(keyword)) result[keyword] = each(value, inner);
    else if (definitions.includes(keyword)) result[keyword] = each(value, part);
    else if (combined.includes(keyword) && Array.isArray(value)) result[keyword] = value.map(part);
    else if (keyword === 'then' || keyword === 'else') result[keyword] = part(value);
    else if (keyword === 'prefixItems' && Array.isArray(value)) result[keyword] = value.map(inner);
    else if (keyword === 'items' || keyword === 'additionalProperties') {
      result[keyword] = inner(value);
    } else result[keyword] = value;
  }
  const names = whole ? declaredNames(schema, root) : undefined;
  if (names === undefined) return result;
  const own = isSchema(result.properties) ? result.properties : {};
  const others = [...names].filter((name) => !Object.hasOwn(own, name));
  const added = Object.fromEntries(others.map((name) => [name, true]));
  return { ...result, properties: { ...own, ...added }, additionalProperties: false };
}

/** The names of all properties that a schema declares; undefined when it declares none or allows others. */
export function declaredNames(schema: unknown, root: JsonSchema): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  return collect(schema, root, names, new Set()) && names.size > 0 ? names : undefined;
}

/** Adds the names of all declared properties; false when the object allows others. */
function collect(
  schema: unknown,
  root: JsonSchema,
  names: Set<string>,
  seen: Set<unknown>,
): boolean {
  if (!isSchema(schema) || seen.has(schema)) return true;
  seen.add(schema);
  const { additionalProperties: others, patternProperties } = schema;
  if ((others !== undefined && others !== false) || patternProperties !== undefined) return false;
  if (isSchema(schema.properties)) {
    for (const name of Object.keys(schema.properties)) names.add(name);
  }
  const alternatives = [...list(schema.anyOf), ...list(schema.oneOf)];
  if (alternatives.some(takesAnyObject)) return false;
  const parts = [
    ...list(schema.allOf),
    ...alternatives,
    schema.then,
    schema.else,
    ...(typeof schema.$ref === 'string' ? [resolveRef(root, schema.$ref)] : []),
  ];
  return parts.every((one) => collect(one, root, names, seen));
}

const annotations = ['title', 'description', 'default', 'examples', 'deprecated'];

// `{}` or `{ type: 'object' }` beside other alternatives: whatever is there may be meant for it.
function takesAnyObject(schema: unknown): boolean {
  if (schema === true) return true;
  if (!isSchema(schema)) return false;
  const says = Object.keys(schema).filter((keyword) => !annotations.includes(keyword));
  return (
    says.every((keyword) => keyword === 'type') &&
    [schema.type ?? 'object'].flat().includes('object')
  );
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function each(value: unknown, change: (one: unknown) => unknown): unknown {
  if (!isSchema(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one)]));
}
