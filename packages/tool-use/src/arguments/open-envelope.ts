import type { Json, JsonObject, JsonSchema } from '@ashlar/core';
import { isSchema } from '../define/is-schema.ts';

const names = new Set(['name', 'tool', 'tool_name', 'function']);
const contents = ['arguments', 'parameters', 'input', 'args', 'tool_input'];

/**
 * The arguments inside a whole call that was given as the arguments: `{ name: 'weather', arguments: { … } }`. Undefined when it is
 * something else, names another tool, or uses a word that the schema has a property for.
 */
export function openEnvelope(value: Json, tool: string, schema: JsonSchema): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const envelope = value as JsonObject;
  const keys = Object.keys(envelope);
  const content = keys.filter((key) => contents.includes(key));
  const declared = isSchema(schema.properties) ? schema.properties : {};
  const [only] = content;
  if (only === undefined || content.length > 1 || Object.hasOwn(declared, only)) return undefined;
  const rest = keys.filter((key) => key !== only);
  const isCall = rest.every((key) => names.has(key) && !Object.hasOwn(declared, key));
  return isCall && rest.every((key) => envelope[key] === tool) ? envelope[only] : undefined;
}
