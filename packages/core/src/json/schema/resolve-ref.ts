import type { JsonSchema } from '../json.ts';

/** A schema, or `true` and `false`: everything and nothing. */
export type AnySchema = JsonSchema | boolean;

/** Whether a value is a schema, as far as its shape tells. */
export function isSchema(value: unknown): value is AnySchema {
  return (
    typeof value === 'boolean' ||
    (typeof value === 'object' && value !== null && !Array.isArray(value))
  );
}

/** The schemas in a keyword's value that should be a list of them. */
export function schemaList(value: unknown): readonly AnySchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

/** The named schemas in a keyword's value that should be an object of them. */
export function schemaEntries(value: unknown): readonly (readonly [string, AnySchema])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, AnySchema] => isSchema(entry[1]));
}

/** Follows a local reference (`#`, `#/$defs/Name`, any JSON pointer); undefined where it leads nowhere. */
export function resolveRef(root: JsonSchema, ref: string): AnySchema | undefined {
  if (!ref.startsWith('#')) return undefined;
  let place: unknown = root;
  for (const token of ref.slice(1).split('/').slice(1)) {
    if (typeof place !== 'object' || place === null) return undefined;
    const key = decode(token);
    if (!Object.hasOwn(place, key)) return undefined;
    place = (place as Readonly<Record<string, unknown>>)[key];
  }
  if (ref.length > 1 && !ref.startsWith('#/')) return undefined;
  return isSchema(place) ? place : undefined;
}

function decode(token: string): string {
  const text = /%[0-9a-f]{2}/i.test(token) ? decodeOrKeep(token) : token;
  return text.replaceAll('~1', '/').replaceAll('~0', '~');
}

function decodeOrKeep(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}
