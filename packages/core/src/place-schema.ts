import type { JsonSchema } from './json/json.ts';

export interface PlacedSchema {
  readonly placed: JsonSchema;
  /** The definitions, which stay at the root of the new document. */
  readonly shared: { readonly $defs?: unknown };
}

/** A whole schema as a part of another, at `pointer` of the new document: references to its root lead to the new place. */
export function placeSchema(schema: JsonSchema, pointer: string): PlacedSchema {
  const { $schema: _dialect, ...rest } = schema;
  const { $defs, ...placed } = moved(rest, pointer) as JsonSchema;
  return { placed, shared: $defs === undefined ? {} : { $defs } };
}

function moved(value: unknown, pointer: string): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, pointer));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => [
    key,
    key === '$ref' && typeof child === 'string' ? movedRef(child, pointer) : moved(child, pointer),
  ]);
  return Object.fromEntries(entries);
}

function movedRef(ref: string, pointer: string): string {
  if (!ref.startsWith('#') || ref.startsWith('#/$defs/')) return ref;
  return ref === '#' || ref.startsWith('#/') ? pointer + ref.slice(1) : ref;
}
