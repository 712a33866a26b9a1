import { canonicalJson } from '../canonical.ts';
import type { Json, JsonSchema } from '../json.ts';
import { type Check, fail, type Validation } from './context.ts';
import { isSchema, schemaList } from './resolve-ref.ts';

/** The schemas of an array's first items, and of the rest; both ways of writing it (`prefixItems`, and `items` as a list). */
export function itemSchemas(schema: JsonSchema): {
  readonly first: ReturnType<typeof schemaList>;
  readonly rest: unknown;
} {
  if (Array.isArray(schema.items))
    return { first: schemaList(schema.items), rest: schema.additionalItems };
  return { first: schemaList(schema.prefixItems), rest: schema.items };
}

/** Checks the items of an array and their number. */
export function checkArray(
  validation: Validation,
  items: readonly Json[],
  schema: JsonSchema,
  path: (string | number)[],
  check: Check,
): boolean {
  const { first, rest } = itemSchemas(schema);
  let fits = checkCount(validation, items, schema, path);
  if (first.length > 0 || isSchema(rest)) {
    for (const [index, item] of items.entries()) {
      const own = first[index] ?? rest;
      if (!isSchema(own)) break;
      path.push(index);
      fits = check(item, own, path) && fits;
      path.pop();
    }
  }
  return fits;
}

function checkCount(
  validation: Validation,
  items: readonly Json[],
  schema: JsonSchema,
  path: readonly (string | number)[],
): boolean {
  const { minItems, maxItems, uniqueItems } = schema;
  let fits = true;
  if (typeof minItems === 'number' && items.length < minItems) {
    fits = fail(validation, path, `must have at least ${minItems} items, has ${items.length}`);
  }
  if (typeof maxItems === 'number' && items.length > maxItems) {
    fits = fail(validation, path, `must have at most ${maxItems} items, has ${items.length}`);
  }
  if (
    uniqueItems === true &&
    new Set(items.map((item) => canonicalJson(item))).size < items.length
  ) {
    fits = fail(validation, path, 'must not have the same item twice');
  }
  return fits;
}
