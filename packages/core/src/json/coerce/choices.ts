import type { Json, JsonSchema } from '../json.ts';
import { type AnySchema, resolveRef, schemaList } from '../schema/resolve-ref.ts';

/** One of the values that a schema allows, and the other names that the schema gives to it. */
export interface Choice {
  readonly value: Json;
  readonly names: readonly string[];
}

/** The choices of a schema that allows only certain values (`const`, `enum`, or alternatives of those); else undefined. */
export function choicesOf(
  schema: AnySchema,
  root: JsonSchema,
  depth = 0,
): readonly Choice[] | undefined {
  if (typeof schema === 'boolean' || depth > 8) return undefined;
  if (schema.const !== undefined) return [{ value: schema.const as Json, names: namesIn(schema) }];
  if (Array.isArray(schema.enum)) return enumChoices(schema, schema.enum as readonly Json[]);
  if (typeof schema.$ref === 'string') {
    const target = resolveRef(root, schema.$ref);
    return target === undefined ? undefined : choicesOf(target, root, depth + 1);
  }
  const alternatives = schemaList(schema.anyOf ?? schema.oneOf);
  if (alternatives.length === 0) return undefined;
  const choices = alternatives.map((one) => choicesOf(one, root, depth + 1));
  return choices.every((one) => one !== undefined) ? choices.flat() : undefined;
}

function enumChoices(schema: JsonSchema, values: readonly Json[]): readonly Choice[] {
  const titles = schema.enumNames ?? schema['x-enum-varnames'] ?? schema['x-enumNames'];
  const described = describedNames(schema.description, values);
  return values.map((value, index) => {
    const title: unknown = Array.isArray(titles) ? titles[index] : undefined;
    const names = [title, described.get(value)].filter((name) => typeof name === 'string');
    return { value, names };
  });
}

function namesIn({ title, description }: JsonSchema): readonly string[] {
  return [title, description].filter((name) => typeof name === 'string');
}

// `SPAM: unwanted mail; HAM: the rest`, on one line or one line each.
function describedNames(description: unknown, values: readonly Json[]): ReadonlyMap<Json, string> {
  const names = new Map<Json, string>();
  if (typeof description !== 'string') return names;
  const places = values
    .filter((value) => typeof value === 'string' && value !== '')
    .map((value) => ({ value, ...placeOf(description, value as string) }))
    .filter(({ start }) => start >= 0)
    .sort((a, b) => a.start - b.start);
  for (const [index, { value, end }] of places.entries()) {
    const next = places[index + 1]?.start ?? description.length;
    const name = description
      .slice(end, next)
      .replace(/[\s;,.\-*"'`]+$/, '')
      .trim();
    if (name !== '') names.set(value, name);
  }
  return names;
}

function placeOf(description: string, value: string): { start: number; end: number } {
  const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const match = new RegExp(`(?<![\\p{L}\\p{N}_])["'\`]?${escaped}["'\`]?\\s*[:=]\\s*`, 'u').exec(
    description,
  );
  return match === null
    ? { start: -1, end: -1 }
    : { start: match.index, end: match.index + match[0].length };
}
