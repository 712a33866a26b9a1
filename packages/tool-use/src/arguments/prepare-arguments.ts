import {
  coerceJson,
  describeIssues,
  type Json,
  type JsonSchema,
  type Repair,
  repairJson,
  type Tool,
  toJsonSchema,
} from '@ashlar/core';
import { normalizeSchema } from '../define/normalize-schema.ts';
import { closeSchema } from './close-schema.ts';
import { nestStrays } from './nest-strays.ts';
import { openEnvelope } from './open-envelope.ts';

/** What {@link prepareArguments} gives: arguments to call the tool with, or what to tell the model. */
export type PreparedArguments =
  | {
      readonly status: 'ready';
      /** What to give to `scope.call`. */
      readonly value: Json;
      /** What was changed, empty when the arguments fitted as they were. Tell watchers. */
      readonly repairs: readonly Repair[];
    }
  | {
      /** The tool acts once and its arguments fit only after repairs: ask the model again, or a person about `value`. */
      readonly status: 'unconfirmed';
      readonly value: Json;
      readonly repairs: readonly Repair[];
      /** What was wrong with them, for the model. */
      readonly issues: readonly string[];
    }
  | {
      readonly status: 'invalid';
      /** One a line, each beginning with the path: `$.items[0].count: must be integer, is number 1.5`. */
      readonly issues: readonly string[];
      /** The text ended inside the arguments, as when `maxTokens` cut it off. Ask for shorter arguments. */
      readonly cut?: boolean;
    };

/**
 * Checks the arguments of a call, and repairs by rules what was only written otherwise. Costs no model call.
 *
 * Repaired: numbers, booleans and nulls as text and the reverse, the case and spelling of enum values and keys, JSON inside
 * strings, one value for a list of one and the reverse, an object too much or too few around the value or around some of its
 * properties, `null` for an optional property and absence for one that may be null, broken JSON text. Invalid: `null` for a required property, a fraction for an integer, a missing property, text that says
 * more than the value (`5 kg`), text that was cut off. Nothing is made up: a default of the schema stands in for nothing that is required.
 *
 * A key that the schema does not declare is left out and reported, at any depth, except where the schema allows others.
 *
 * Arguments of a `once` tool are never repaired silently: they come back as `unconfirmed`.
 *
 * @param raw the input of the call; a string is read as JSON text
 */
export async function prepareArguments(tool: Tool, raw: Json): Promise<PreparedArguments> {
  const shown = normalizeSchema(toJsonSchema(tool.input));
  const closed = closeSchema(shown);
  const read =
    typeof raw === 'string' ? readText(raw, closed, tool.name) : readValue(raw, closed, tool.name);
  if (read.status !== 'ready') return read;
  const checked = await tool.input['~standard'].validate(read.value);
  if (checked.issues !== undefined) {
    return { status: 'invalid', issues: describeIssues(checked.issues).split('\n') };
  }
  if (read.repairs.length === 0 || tool.effect !== 'once') return read;
  return { ...read, status: 'unconfirmed', issues: read.repairs.map(describeRepair) };
}

type Read = Exclude<PreparedArguments, { status: 'unconfirmed' }>;

function readText(text: string, schema: JsonSchema, name: string): Read {
  // A call without arguments comes as an empty text from some providers.
  if (text.trim() === '') return readValue({}, schema, name);
  const exact = parsed(text);
  const plain = exact === undefined ? undefined : readValue(exact, schema, name);
  if (plain?.status === 'ready') return after(plain, 'parse', '$');
  const read = repairJson(text, schema, { exact: true });
  if (read.truncated) {
    return {
      status: 'invalid',
      cut: true,
      issues: ['$: the arguments were cut off before their end'],
    };
  }
  if (!read.ok) return plain ?? { status: 'invalid', issues: lines(read.issues) };
  const { value, repairs } = read;
  return refusal(repairs) ?? after({ status: 'ready', value, repairs }, 'parse', '$');
}

function readValue(value: Json, schema: JsonSchema, name: string): Read {
  const nested = nestStrays(value, schema);
  if (nested !== undefined) {
    const read = coerced(nested.value, schema);
    if (read.status === 'ready') return after(read, 'wrap', `$.${nested.property}`);
  }
  const read = coerced(value, schema);
  if (read.status === 'ready') return read;
  const inner = openEnvelope(value, name, schema);
  const opened = inner === undefined ? read : readValue(inner, schema, name);
  return opened.status === 'ready' ? after(opened, 'unwrap', '$') : read;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function coerced(value: Json, schema: JsonSchema): Read {
  const result = coerceJson(value, schema, { exact: true });
  if (!result.ok) return { status: 'invalid', issues: lines(result.issues) };
  const { repairs } = result;
  return refusal(repairs) ?? { status: 'ready', value: result.value, repairs };
}

function after(read: Extract<Read, { status: 'ready' }>, kind: Repair['kind'], path: string): Read {
  return { ...read, repairs: [{ kind, path }, ...read.repairs] };
}

// Fitting, but made up (a default for what is required) or with a part lost.
function refusal(repairs: readonly Repair[]): Read | undefined {
  const refused = repairs.filter(({ kind }) => kind === 'default' || kind === 'drop-item');
  if (refused.length === 0) return undefined;
  const issues = refused.map(({ kind, path }) =>
    kind === 'default' ? `${path}: is required` : `${path}: must be one value, is several`,
  );
  return { status: 'invalid', issues };
}

function lines(issues: readonly { readonly path: string; readonly message: string }[]): string[] {
  const found = issues.map(({ path, message }) => `${path}: ${message}`);
  return found.length === 0 ? ['$: the arguments are no JSON object'] : found;
}

function describeRepair({ kind, path }: Repair): string {
  return `${path}: does not fit as written (${kind})`;
}
