import { type JsonSchema, jsonSchema, type Schema, type SchemaIssue } from '@ashlar/core';
import { toJsonSchema } from '@langchain/core/utils/json_schema';
import { interopSafeParseAsync, isInteropZodSchema } from '@langchain/core/utils/types';
import { unsupported } from '../errors.ts';

/** The schema of a tool: JSON Schema as it is, zod of either version as it validates and as LangChain shows it to models. */
export function toolSchema(tool: {
  readonly name: string;
  readonly schema: unknown;
}): Schema<unknown> {
  const { name, schema } = tool;
  const shown = shownSchema(name, schema);
  if (!isInteropZodSchema(schema)) return jsonSchema<unknown>(shown);
  return {
    '~standard': {
      version: 1,
      vendor: 'langchain',
      // LangChain parses the input again, so what its schema makes of it must not come in here.
      async validate(value) {
        const parsed = await interopSafeParseAsync(schema, value);
        if (parsed.success) return { value };
        return { issues: issuesOf(parsed.error) };
      },
      jsonSchema: { input: () => shown as Record<string, unknown> },
    },
  };
}

function shownSchema(name: string, schema: unknown): JsonSchema {
  if (typeof schema !== 'object' || schema === null) {
    throw unsupported(name, 'no schema', 'give the tool one, so that its input can be checked.');
  }
  // What goes in, not what comes out: a field with a default need not be given. Without the dialect, which providers refuse.
  const { $schema: _, ...shown } = toJsonSchema(schema as never, { io: 'input' }) as Record<
    string,
    unknown
  >;
  if (shown.type !== 'object') {
    throw unsupported(name, 'a schema that is no object', 'wrap the input in an object.');
  }
  return shown as unknown as JsonSchema;
}

function issuesOf(error: unknown): readonly SchemaIssue[] {
  const { issues } = error as { readonly issues?: readonly SchemaIssue[] };
  return issues?.map(({ message, path }) => ({ message, path })) ?? [{ message: String(error) }];
}
