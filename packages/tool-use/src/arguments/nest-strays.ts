import type { Json, JsonObject, JsonSchema } from '@ashlar/core';
import { isSchema } from '../define/is-schema.ts';
import { declaredNames } from './close-schema.ts';

/**
 * Arguments whose undeclared keys belong into a property that is missing: `{ room, street, town }` where `{ room, address }` is
 * asked for and an address has a street and a town. Undefined unless exactly one missing property declares any of them.
 *
 * @param schema closed, see `closeSchema`
 */
export function nestStrays(
  value: Json,
  schema: JsonSchema,
): { readonly value: Json; readonly property: string } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const given = value as JsonObject;
  const declared = isSchema(schema.properties) ? schema.properties : {};
  const strays = Object.keys(given).filter((key) => !Object.hasOwn(declared, key));
  if (strays.length === 0 || schema.additionalProperties !== false) return undefined;
  const homes = Object.entries(declared).flatMap(([property, own]) => {
    if (Object.hasOwn(given, property)) return [];
    const names = declaredNames(own, schema);
    const members = strays.filter((key) => names?.has(key));
    return members.length === 0 ? [] : [{ property, members }];
  });
  const [home, ...more] = homes;
  if (home === undefined || more.length > 0) return undefined;
  const { property, members } = home;
  const pick = (keys: readonly string[]) =>
    Object.fromEntries(keys.map((key) => [key, given[key] as Json]));
  const rest = Object.keys(given).filter((key) => !members.includes(key));
  return { value: { ...pick(rest), [property]: pick(members) }, property };
}
