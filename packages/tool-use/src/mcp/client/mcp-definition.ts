import {
  approvalDigest,
  isAshlarError,
  type Json,
  type JsonObject,
  type JsonSchema,
  jsonSchema,
  type Schema,
} from '@ashlar/core';
import type { Tool as ServerTool } from '@modelcontextprotocol/client';
import { normalizeSchema } from '../../define/normalize-schema.ts';
import { toolInputSchema } from '../../define/tool-input-schema.ts';
import { toolSchema } from '../../define/tool-schema.ts';
import { cleanText, hasHidden } from './clean-text.ts';

/** The definition of a tool as its server gives it. All of it is text of somebody else. */
export interface McpDefinition {
  /** At the server. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  /** What the server says of itself; nobody checks it. */
  readonly annotations?: {
    readonly readOnlyHint?: boolean;
    readonly idempotentHint?: boolean;
    readonly destructiveHint?: boolean;
    readonly openWorldHint?: boolean;
    readonly title?: string;
  };
}

/** What models are shown of a definition. */
export interface ReadDefinition {
  readonly description: string;
  readonly input: Schema<JsonObject>;
  /** Of its structured content, which is checked by it. */
  readonly output?: Schema<unknown>;
}

const longestDescription = 4_000;
const longestSchema = 100_000;

/** The parts of a server's tool that make its definition. */
export function definitionOf(tool: ServerTool): McpDefinition {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  const parts = { name, title, description, inputSchema, outputSchema, annotations };
  return JSON.parse(JSON.stringify(parts)) as McpDefinition;
}

/** SHA-256 of a definition as it came, hidden characters included. */
export function digestOf({ name, ...rest }: McpDefinition): Promise<string> {
  return approvalDigest({ name, data: rest as unknown as Json });
}

/** A definition as it may be shown to models; a text when it cannot be a tool, and why. */
export function readDefinition(definition: McpDefinition): ReadDefinition | string {
  const { name, description = '', title, inputSchema, outputSchema } = definition;
  if (hasHidden(name)) return 'its name has characters that nobody sees';
  const text = cleanText(description.trim() || title || name, longestDescription);
  if (JSON.stringify(inputSchema).length > longestSchema)
    return `its input schema is longer than ${longestSchema} characters`;
  const schema = withCleanWords(inputSchema) as JsonSchema;
  if (textsOf(schema).some(hasHidden)) return 'its input schema has characters that nobody sees';
  try {
    const input = toolSchema(schema);
    toolInputSchema(input);
    if (outputSchema === undefined) return { description: text, input };
    const output = jsonSchema<unknown>(normalizeSchema(outputSchema as JsonSchema));
    return { description: text, input, output };
  } catch (error) {
    if (isAshlarError(error, 'schema.unsupported')) return error.message;
    throw error;
  }
}

const words = ['description', 'title', '$comment'];

// Words can be cleaned; names and choices have to be sent as they are.
function withCleanWords(value: Json, isProperties = false): Json {
  if (Array.isArray(value)) return value.map((one) => withCleanWords(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, one]) => [
      key,
      !isProperties && words.includes(key) && typeof one === 'string'
        ? cleanText(one, longestDescription)
        : withCleanWords(one as Json, !isProperties && key === 'properties'),
    ]),
  );
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [key, ...textsOf(one)]);
}
