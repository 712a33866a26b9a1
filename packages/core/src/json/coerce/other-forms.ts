import { canonicalJson } from '../canonical.ts';
import type { Json, JsonObject, JsonSchema } from '../json.ts';
import type { JsonPath } from '../json-path.ts';
import { parseLoose } from '../parse-loose.ts';
import { type Attempt, after, type Coercion, refused } from './attempt.ts';

const maxItemsTried = 64;

/** The value in another form: the only fitting item of a list, the content of a wrapper, JSON inside a string. */
export function otherForms(
  value: Json,
  schema: JsonSchema,
  path: JsonPath,
  coercion: Coercion,
): readonly Attempt[] {
  if (Array.isArray(value)) {
    return schema.type === 'array' ? [] : [onlyItem(value, schema, path, coercion)];
  }
  if (typeof value === 'string') {
    const structured = schema.type === 'object' || schema.type === 'array';
    return structured && !coercion.prose ? inside(value, schema, path, coercion) : [];
  }
  if (typeof value !== 'object' || value === null || schema.type === 'object') return [];
  return content(value as JsonObject, schema, path, coercion);
}

// Several items that fit and differ leave open which one was meant.
function onlyItem(
  items: readonly Json[],
  schema: JsonSchema,
  path: JsonPath,
  { coerce, exact }: Coercion,
): Attempt {
  if (items.length > (exact ? 1 : maxItemsTried))
    return refused(path, `must be one value, is a list of ${items.length}`);
  const fitting = new Map<string, Attempt>();
  for (const item of items) {
    const attempt = coerce(item, schema, path);
    if (!attempt.ok) continue;
    const key = canonicalJson(attempt.value);
    if (!fitting.has(key)) fitting.set(key, attempt);
  }
  const [only] = fitting.values();
  if (only === undefined || fitting.size > 1) {
    return refused(path, `must be one value, is a list in which ${fitting.size} items would fit`);
  }
  const one = after(only, 'from-array', path, 3);
  return items.length === 1 ? one : after(one, 'drop-item', path, 2);
}

function content(
  object: JsonObject,
  schema: JsonSchema,
  path: JsonPath,
  { coerce }: Coercion,
): readonly Attempt[] {
  const values = Object.values(object);
  const [only] = values;
  if (only === undefined || values.length > 1) return [];
  if (schema.type === 'array' && !Array.isArray(only)) return [];
  return [after(coerce(only, schema, path), 'unwrap', path, schema.type === 'array' ? 2 : 3)];
}

function inside(
  text: string,
  schema: JsonSchema,
  path: JsonPath,
  { coerce }: Coercion,
): readonly Attempt[] {
  if (!/[{[]/.test(text)) return [];
  return parseLoose(text)
    .filter(({ source }) => source === 'json')
    .map(({ value }) => after(coerce(value, schema, path), 'parse', path, 2));
}
