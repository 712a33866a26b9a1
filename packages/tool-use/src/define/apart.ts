import type { JsonSchema } from '@ashlar/core';

/** The members of a schema with one of these names, and the others. */
export function apart(
  schema: JsonSchema,
  names: readonly string[],
): { readonly kept: JsonSchema; readonly rest: JsonSchema } {
  const kept: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) {
    (names.includes(name) ? kept : rest)[name] = value;
  }
  return { kept, rest };
}
