import { AshlarError } from './errors.ts';
import type { Json, JsonSchema } from './json/json.ts';
import { unsupportedKeywords } from './json/unsupported-keywords.ts';
import { validateJson } from './json/validate.ts';
import type { Schema } from './schema.ts';

/**
 * A schema from JSON Schema, as MCP servers and OpenAPI documents give it.
 *
 * @typeParam T what the values are; nobody checks that it says the same as `schema`
 * @throws schema.unsupported when a keyword would not be enforced: leave it out or use a zod schema
 */
export function jsonSchema<T = Json>(schema: JsonSchema): Schema<T> {
  const [first] = unsupportedKeywords(schema);
  if (first !== undefined) {
    throw new AshlarError(
      'schema.unsupported',
      `The JSON Schema keyword ${first.keyword} at ${first.pointer} would not be enforced. Leave it out or use a zod schema.`,
      { facts: { what: first.pointer, keyword: first.keyword } },
    );
  }
  return {
    '~standard': {
      version: 1,
      vendor: 'ashlar',
      validate(value) {
        const issues = validateJson(value as Json, schema);
        if (issues.length === 0) return { value: value as T };
        return { issues: issues.map(({ path, message }) => ({ message: `${path} ${message}` })) };
      },
      jsonSchema: { input: () => schema as Record<string, unknown> },
    },
  };
}
