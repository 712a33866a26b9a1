import type { Json, JsonSchema } from '../json.ts';
import type { JsonPath } from '../json-path.ts';
import type { Repair } from '../repair-kind.ts';
import { itemSchemas } from '../schema/check-array.ts';
import { brief, typeOf } from '../schema/issue.ts';
import { type Attempt, after, type Coercion, refused } from './attempt.ts';

/** An array: every item coerced, or one value as its only item. */
export function toArray(
  value: Json,
  schema: JsonSchema,
  path: JsonPath,
  coercion: Coercion,
): Attempt {
  if (Array.isArray(value)) return items(value, schema, path, coercion);
  if (value === null) return refused(path, 'must be array, is null');
  const one = after(items([value], schema, path, coercion), 'to-array', path, 3);
  return one.ok ? one : refused(path, `must be array, is ${typeOf(value)} ${brief(value)}`);
}

function items(
  values: readonly Json[],
  schema: JsonSchema,
  path: JsonPath,
  { coerce }: Coercion,
): Attempt {
  const { first, rest } = itemSchemas(schema);
  const result: Json[] = [];
  const repairs: Repair[] = [];
  let cost = 0;
  for (const [index, value] of values.entries()) {
    const own = first[index] ?? (rest as JsonSchema | boolean | undefined) ?? true;
    const item = coerce(value, own, [...path, index]);
    if (!item.ok) return item;
    result.push(item.value);
    repairs.push(...item.repairs);
    cost += item.cost;
  }
  return { ok: true, value: result, repairs, cost };
}
