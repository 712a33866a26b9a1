import { canonicalJson } from './canonical.ts';
import { toArray } from './coerce/array.ts';
import { type Attempt, type Coercion, cheapest, keep, refused } from './coerce/attempt.ts';
import { choicesOf } from './coerce/choices.ts';
import { mergeAll, mergeSchemas } from './coerce/merge-schemas.ts';
import { toObject } from './coerce/object.ts';
import { otherForms } from './coerce/other-forms.ts';
import { toBoolean, toChoice, toNull, toNumber, toText } from './coerce/scalar.ts';
import type { Json, JsonSchema } from './json.ts';
import type { JsonPath } from './json-path.ts';
import type { Repair } from './repair-kind.ts';
import { hasType, type JsonIssue } from './schema/issue.ts';
import { type AnySchema, resolveRef, schemaList } from './schema/resolve-ref.ts';
import { validateJson } from './validate.ts';

/** A value that fits the schema, and what was changed for it; or what does not fit. */
export type Coerced =
  | {
      readonly ok: true;
      readonly value: Json;
      readonly repairs: readonly Repair[];
      /** How far-fetched the changes are together; 0 for none. Only for comparing readings of one text. */
      readonly cost: number;
    }
  | { readonly ok: false; readonly issues: readonly JsonIssue[] };

/** What is known about a value besides the value. */
export interface CoerceOptions {
  /** How numbers were written whose text says more than their value, by path. @default none */
  readonly numbers?: ReadonlyMap<string, string>;
  /** The value is a text in a human language that may mention the answer. @default false */
  readonly prose?: boolean;
  /**
   * The value is acted upon, not only read: what is written otherwise is still taken, but nothing that says more than the result
   * (`5 kg` for a number, a choice named in a sentence, one item of several). @default false
   */
  readonly exact?: boolean;
}

/**
 * Makes a value fit a JSON Schema where it is clear what was meant: types written as text, enum values in another case or inside a
 * sentence, one value for a list of one, keys in another spelling, the best of several alternatives, defaults.
 *
 * Every change is listed. A value that fits is returned as it is. What is ambiguous or missing is an issue that names the
 * path: nothing is made up, and what is returned always passes {@link validateJson}.
 */
export function coerceJson(value: Json, schema: AnySchema, options: CoerceOptions = {}): Coerced {
  // A list in prose came from its commas: it has to earn its fit item by item.
  const listed = options.prose === true && Array.isArray(value);
  if (!listed && validateJson(value, schema).length === 0)
    return { ok: true, value, repairs: [], cost: 0 };
  const allowance = { left: 20_000 + 4 * canonicalLength(value), nesting: 0 };
  const coercion: Coercion = {
    root: typeof schema === 'boolean' ? {} : schema,
    numbers: options.numbers ?? new Map(),
    prose: options.prose ?? false,
    exact: options.exact ?? false,
    coerce: (part, own, path) => limited(coercion, allowance, part, own, path),
  };
  const attempt = coercion.coerce(value, schema, []);
  if (!attempt.ok) return attempt;
  const issues = validateJson(attempt.value, schema);
  return issues.length === 0 ? attempt : { ok: false, issues };
}

const maxNesting = 256;

// Alternatives of alternatives end here, and not in hours or at the end of the stack.
function limited(
  coercion: Coercion,
  allowance: { left: number; nesting: number },
  value: Json,
  schema: AnySchema,
  path: JsonPath,
): Attempt {
  allowance.left -= 1;
  if (allowance.left < 0 || allowance.nesting >= maxNesting)
    return refused(path, 'is too deep or has too many readings');
  allowance.nesting += 1;
  const attempt = coerceAny(coercion, value, schema, path);
  allowance.nesting -= 1;
  return attempt;
}

function canonicalLength(value: Json): number {
  try {
    return canonicalJson(value).length;
  } catch {
    return 0;
  }
}

function coerceAny(coercion: Coercion, value: Json, schema: AnySchema, path: JsonPath): Attempt {
  if (schema === true) return keep(value);
  if (schema === false) return refused(path, 'is not allowed');
  const { root } = coercion;
  const choices = choicesOf(schema, root);
  if (choices !== undefined) {
    const direct = toChoice(value, choices, path, coercion);
    return direct.ok ? direct : cheapest(otherForms(value, schema, path, coercion), direct);
  }
  if (typeof schema.$ref === 'string') {
    const { $ref, ...rest } = schema;
    const target = resolveRef(root, $ref);
    if (target === undefined) return refused(path, `the schema's ${$ref} leads nowhere`);
    const merged = Object.keys(rest).length === 0 ? target : mergeSchemas(rest, target, root);
    return coercion.coerce(value, merged, path);
  }
  if (Array.isArray(schema.allOf)) return coercion.coerce(value, mergeAll(schema, root), path);
  const alternatives = alternativesOf(schema, root);
  if (alternatives !== undefined) return bestOf(coercion, value, alternatives, path);
  return ofType(coercion, value, { ...schema, type: schema.type ?? impliedType(schema) }, path);
}

function alternativesOf(schema: JsonSchema, root: JsonSchema): readonly AnySchema[] | undefined {
  const { anyOf, oneOf, nullable, ...base } = schema;
  if (anyOf !== undefined || oneOf !== undefined) {
    return schemaList(anyOf ?? oneOf).map((one) => mergeSchemas(base, one, root));
  }
  if (nullable === true) return [base, { type: 'null' }];
  if (!Array.isArray(schema.type)) return undefined;
  return schema.type.map((type: unknown) => ({ ...schema, type }));
}

// Of the alternatives that the value can be made to fit, the one that changes least.
function bestOf(
  coercion: Coercion,
  value: Json,
  alternatives: readonly AnySchema[],
  path: JsonPath,
): Attempt {
  const isLike = (one: AnySchema): boolean => typeof one === 'object' && hasType(value, one.type);
  const attempts = alternatives.map((one) => {
    const attempt = coercion.coerce(value, one, path);
    if (!attempt.ok) return attempt;
    if (coercion.exact && isTextOfStructure(value, attempt.value) && alternatives.some(isLike))
      return refused(path, 'must be a string, or fit the alternative of its type');
    const issues = validateJson(attempt.value, one, coercion.root);
    return issues.length === 0 ? attempt : { ok: false as const, issues };
  });
  const failed = attempts.filter((attempt) => !attempt.ok);
  const reason = failed.length === 1 ? failed[0] : undefined;
  const meant = alternatives.findIndex((one) => typeof one === 'object' && one.type !== 'null');
  const otherwise = reason ?? attempts[meant] ?? refused(path, 'fits none of the alternatives');
  return cheapest(attempts, otherwise);
}

// Where the value is acted upon, an object that fits the alternative for objects badly is no text.
function isTextOfStructure(value: Json, text: Json): boolean {
  return typeof value === 'object' && value !== null && typeof text === 'string';
}

function ofType(coercion: Coercion, value: Json, schema: JsonSchema, path: JsonPath): Attempt {
  const direct = directly(coercion, value, schema, path);
  if (direct.ok && direct.cost < 3) return direct;
  return cheapest([direct, ...otherForms(value, schema, path, coercion)], direct);
}

function directly(coercion: Coercion, value: Json, schema: JsonSchema, path: JsonPath): Attempt {
  switch (schema.type) {
    case 'string':
      return toText(value, path, coercion);
    case 'number':
    case 'integer':
      return toNumber(value, schema, path, coercion);
    case 'boolean':
      return toBoolean(value, path, coercion);
    case 'null':
      return toNull(value, path);
    case 'array':
      return toArray(value, schema, path, coercion);
    case 'object':
      return toObject(value, schema, path, coercion);
    default:
      return keep(value);
  }
}

function impliedType(schema: JsonSchema): string | undefined {
  if (schema.properties !== undefined || schema.required !== undefined) return 'object';
  if (schema.additionalProperties !== undefined || schema.patternProperties !== undefined)
    return 'object';
  if (schema.items !== undefined || schema.prefixItems !== undefined) return 'array';
  return undefined;
}
