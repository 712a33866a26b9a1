import { AshlarError } from './errors.ts';
import type { JsonSchema } from './json/json.ts';
import { thrownText } from './thrown-text.ts';

/** One thing wrong with a value, as reported by a schema. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

export type SchemaResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

interface StandardProps<T> {
  readonly version: 1;
  readonly vendor: string;
  readonly validate: (value: unknown) => SchemaResult<T> | Promise<SchemaResult<T>>;
  readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  readonly jsonSchema: {
    readonly input: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown>;
  };
}

/**
 * A type that can be checked at run time and shown to a model: Standard Schema v1 with JSON Schema.
 *
 * zod 4 schemas are one as they are; {@link jsonSchema} makes one from plain JSON Schema.
 * Source: https://standardschema.dev and its `jsonSchema` extension.
 */
export interface Schema<T> {
  readonly '~standard': StandardProps<T>;
}

/**
 * The JSON Schema that a model is shown for `schema`.
 *
 * @throws schema.unsupported when a type has none, for example a date
 */
export function toJsonSchema(schema: Schema<unknown>): JsonSchema {
  const { vendor, jsonSchema } = schema['~standard'];
  // Not every Standard Schema has it: those of zod/mini do not.
  if (jsonSchema === undefined) throw unsupported(vendor, 'it has no JSON Schema');
  try {
    return jsonSchema.input({ target: 'draft-2020-12' }) as JsonSchema;
  } catch (error) {
    throw unsupported(vendor, thrownText(error), error);
  }
}

function unsupported(vendor: string, problem: string, cause?: unknown): AshlarError {
  return new AshlarError(
    'schema.unsupported',
    `A ${vendor} schema cannot be shown to a model: ${problem}. Use a type that JSON has, for example a string for a date.`,
    { facts: { what: vendor }, cause },
  );
}

/** Checks `value`; the result is the parsed value or the list of issues, never an exception. */
export async function validate<T>(schema: Schema<T>, value: unknown): Promise<SchemaResult<T>> {
  return schema['~standard'].validate(value);
}

/**
 * The value as its schema gives it back.
 *
 * @throws input.invalid, output.invalid when it does not fit
 */
export async function fitting<T>(
  schema: Schema<T>,
  value: unknown,
  code: 'input.invalid' | 'output.invalid',
  what: string,
): Promise<T> {
  const checked = await validate(schema, value);
  if (checked.issues === undefined) return checked.value;
  const lines = describeIssues(checked.issues);
  const side = code === 'input.invalid' ? 'input' : 'output';
  throw new AshlarError(code, `The ${side} of ${what} does not fit its schema:\n${lines}`, {
    facts: { what, issues: lines.split('\n') },
  });
}

/** `a.b[0]: message`, one issue a line. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  return issues.map((issue) => `${describePath(issue.path)}: ${issue.message}`).join('\n');
}

function describePath(path: SchemaIssue['path']): string {
  const keys = (path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  return `$${keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')}`;
}
