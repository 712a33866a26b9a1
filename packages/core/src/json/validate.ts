import type { Json, JsonObject, JsonSchema } from './json.ts';
import { checkArray } from './schema/check-array.ts';
import { checkObject } from './schema/check-object.ts';
import { checkKind, checkNumber, checkString } from './schema/check-scalar.ts';
import { fail, type Validation } from './schema/context.ts';
import type { JsonIssue } from './schema/issue.ts';
import { type AnySchema, isSchema, resolveRef, schemaList } from './schema/resolve-ref.ts';

/**
 * Checks a value against a JSON Schema and says everything (up to 50 issues) that does not fit; empty when all does.
 *
 * Values nested deeper than 400 levels do not fit. `format` is an annotation. Keywords that this validator does not know are ignored: refuse a schema that has them where it is
 * defined, with {@link unsupportedKeywords}. Takes time linear in the size of the value times the size of the schema.
 *
 * @param root where local references start, when `schema` is a part of it
 */
export function validateJson(
  value: Json,
  schema: AnySchema,
  root?: JsonSchema,
): readonly JsonIssue[] {
  const start = root ?? (typeof schema === 'boolean' ? {} : schema);
  const validation: Validation = {
    root: start,
    issues: [],
    known: new Map(),
    quiet: 0,
  };
  check(validation, value, schema, []);
  return validation.issues;
}

type Path = (string | number)[];

// A level takes up to eight calls: deeper values would exhaust the stack.
const maxDepth = 400;

function check(validation: Validation, value: Json, schema: AnySchema, path: Path): boolean {
  if (schema === true) return true;
  if (schema === false) return fail(validation, path, 'is not allowed');
  if (path.length > maxDepth) return fail(validation, path, 'is nested too deeply');
  if (!checkKind(validation, value, schema, path)) return false;
  let fits = true;
  if (typeof value === 'number') fits = checkNumber(validation, value, schema, path);
  else if (typeof value === 'string') fits = checkString(validation, value, schema, path);
  else if (Array.isArray(value)) {
    fits = checkArray(validation, value, schema, path, (item, own, at) =>
      check(validation, item, own, at),
    );
  } else if (typeof value === 'object' && value !== null) {
    fits = checkObject(validation, value as JsonObject, schema, path, (property, own, at) =>
      check(validation, property, own, at),
    );
  }
  return checkCombined(validation, value, schema, path) && fits;
}

function checkCombined(
  validation: Validation,
  value: Json,
  schema: JsonSchema,
  path: Path,
): boolean {
  if (value === null && schema.nullable === true) return true;
  let fits = checkReference(validation, value, schema, path);
  for (const one of schemaList(schema.allOf)) fits = check(validation, value, one, path) && fits;
  if (Array.isArray(schema.anyOf)) {
    const some = schemaList(schema.anyOf).some((one) => holds(validation, value, one, path));
    if (!some) fits = failAlternatives(validation, value, schemaList(schema.anyOf), path);
  }
  if (Array.isArray(schema.oneOf)) {
    const count = schemaList(schema.oneOf).filter((one) =>
      holds(validation, value, one, path),
    ).length;
    if (count === 0) fits = failAlternatives(validation, value, schemaList(schema.oneOf), path);
    if (count > 1)
      fits = fail(validation, path, `fits ${count} of the alternatives, must fit exactly one`);
  }
  if (isSchema(schema.not) && holds(validation, value, schema.not, path)) {
    fits = fail(validation, path, 'must not fit the schema under "not"');
  }
  if (!isSchema(schema.if)) return fits;
  const branch = holds(validation, value, schema.if, path) ? schema.then : schema.else;
  return (!isSchema(branch) || check(validation, value, branch, path)) && fits;
}

function checkReference(
  validation: Validation,
  value: Json,
  schema: JsonSchema,
  path: Path,
): boolean {
  if (typeof schema.$ref !== 'string') return true;
  const target = resolveRef(validation.root, schema.$ref);
  if (target === undefined)
    return fail(validation, path, `the schema's ${schema.$ref} leads nowhere`);
  const isKnownFine = validation.known.get(target)?.get(value);
  if (isKnownFine === true) return true;
  return once(validation, value, target, () => check(validation, value, target, path));
}

// A schema that refers to itself without going deeper into the value holds by itself.
function once(validation: Validation, value: Json, schema: AnySchema, run: () => boolean): boolean {
  const verdicts = validation.known.get(schema) ?? new Map<Json, boolean>();
  validation.known.set(schema, verdicts);
  const known = verdicts.get(value);
  if (known !== undefined && (known || validation.quiet > 0)) return known;
  verdicts.set(value, true);
  const verdict = run();
  verdicts.set(value, verdict);
  return verdict;
}

/** Whether a value fits, without recording why not. */
function holds(validation: Validation, value: Json, schema: AnySchema, path: Path): boolean {
  validation.quiet += 1;
  const verdict = once(validation, value, schema, () => check(validation, value, schema, path));
  validation.quiet -= 1;
  return verdict;
}

// With one alternative besides `null`, its issues say more than "none of them".
function failAlternatives(
  validation: Validation,
  value: Json,
  schemas: readonly AnySchema[],
  path: Path,
): false {
  const meant = schemas.filter((one) => typeof one === 'object' && one.type !== 'null');
  const before = validation.issues.length;
  if (meant.length === 1 && value !== null) check(validation, value, meant[0] as AnySchema, path);
  if (validation.issues.length > before) return false;
  return fail(validation, path, `fits none of the ${schemas.length} alternatives`);
}
