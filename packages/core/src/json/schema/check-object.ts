import type { Json, JsonObject, JsonSchema } from '../json.ts';
import { type Check, fail, patternOf, type Validation } from './context.ts';
import { type AnySchema, isSchema, schemaEntries } from './resolve-ref.ts';

/** The names that an object must have. */
export function requiredOf(schema: JsonSchema): readonly string[] {
  return Array.isArray(schema.required)
    ? schema.required.filter((name) => typeof name === 'string')
    : [];
}

/** Checks the properties of an object, their names and their number. */
export function checkObject(
  validation: Validation,
  object: JsonObject,
  schema: JsonSchema,
  path: (string | number)[],
  check: Check,
): boolean {
  let fits = checkNames(validation, object, schema, path, check);
  const declared = new Map(schemaEntries(schema.properties));
  const patterns = schemaEntries(schema.patternProperties);
  const { additionalProperties: rest } = schema;
  for (const [name, value] of Object.entries(object)) {
    const own = declared.get(name);
    const matching = patterns
      .filter(([pattern]) => patternOf(validation, pattern)?.(name))
      .map(([, one]) => one);
    const schemas: AnySchema[] = own === undefined ? matching : [own, ...matching];
    if (schemas.length === 0 && isSchema(rest)) schemas.push(rest);
    path.push(name);
    if (schemas.length === 1 && schemas[0] === false && own === undefined) {
      fits = fail(validation, path, 'is not a property of this object');
    } else {
      for (const one of schemas) fits = check(value, one, path) && fits;
    }
    path.pop();
  }
  return fits;
}

function checkNames(
  validation: Validation,
  object: JsonObject,
  schema: JsonSchema,
  path: (string | number)[],
  check: Check,
): boolean {
  const { minProperties, maxProperties, propertyNames } = schema;
  let fits = true;
  for (const name of requiredOf(schema)) {
    if (!Object.hasOwn(object, name)) fits = fail(validation, [...path, name], 'is required');
  }
  for (const [name, others] of dependencies(schema.dependentRequired)) {
    if (!Object.hasOwn(object, name)) continue;
    for (const other of others) {
      if (!Object.hasOwn(object, other)) {
        fits = fail(validation, [...path, other], `is required together with ${name}`);
      }
    }
  }
  const count = Object.keys(object).length;
  if (typeof minProperties === 'number' && count < minProperties) {
    fits = fail(validation, path, `must have at least ${minProperties} properties, has ${count}`);
  }
  if (typeof maxProperties === 'number' && count > maxProperties) {
    fits = fail(validation, path, `must have at most ${maxProperties} properties, has ${count}`);
  }
  if (!isSchema(propertyNames)) return fits;
  return (
    Object.keys(object).every((name) => check(name as Json, propertyNames, [...path, name])) && fits
  );
}

function dependencies(value: unknown): readonly (readonly [string, readonly string[]])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter((entry): entry is [string, string[]] =>
    Array.isArray(entry[1]),
  );
}
