import { canonicalJson } from '../canonical.ts';
import type { Json, JsonSchema } from '../json.ts';
import { fail, patternOf, type Validation } from './context.ts';
import { brief, hasType, typeOf } from './issue.ts';

type Path = readonly (string | number)[];

/** Checks `type`, `nullable`, `enum` and `const`. */
export function checkKind(
  validation: Validation,
  value: Json,
  schema: JsonSchema,
  path: Path,
): boolean {
  if (value === null && schema.nullable === true) return true;
  const { type } = schema;
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (types.length > 0 && !types.some((one) => hasType(value, one))) {
    return fail(
      validation,
      path,
      `must be ${types.join(' or ')}, is ${typeOf(value)} ${brief(value)}`,
    );
  }
  if (schema.const !== undefined && !isSame(value, schema.const)) {
    return fail(validation, path, `must be ${brief(schema.const)}, is ${brief(value)}`);
  }
  if (Array.isArray(schema.enum) && !schema.enum.some((one) => isSame(value, one))) {
    return fail(validation, path, `must be one of ${brief(schema.enum)}, is ${brief(value)}`);
  }
  return true;
}

/** Whether two JSON values are equal; the order of properties does not matter. */
export function isSame(a: Json, b: unknown): boolean {
  if (typeof a !== 'object' || a === null) return a === b;
  return typeof b === 'object' && b !== null && canonicalJson(a) === canonicalJson(b);
}

/** Checks the bounds of a number. */
export function checkNumber(
  validation: Validation,
  value: number,
  schema: JsonSchema,
  path: Path,
): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  let fits = true;
  const refuse = (rule: string): void => {
    fits = fail(validation, path, `must be ${rule}, is ${value}`);
  };
  if (typeof minimum === 'number' && value < minimum) refuse(`>= ${minimum}`);
  if (typeof maximum === 'number' && value > maximum) refuse(`<= ${maximum}`);
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum)
    refuse(`> ${exclusiveMinimum}`);
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum)
    refuse(`< ${exclusiveMaximum}`);
  if (typeof multipleOf === 'number' && !isMultiple(value, multipleOf))
    refuse(`a multiple of ${multipleOf}`);
  return fits;
}

function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}

/** Checks the length and the pattern of a string. Length counts code points. */
export function checkString(
  validation: Validation,
  value: string,
  schema: JsonSchema,
  path: Path,
): boolean {
  const { minLength, maxLength, pattern } = schema;
  let fits = true;
  if (typeof minLength === 'number' || typeof maxLength === 'number') {
    const length = codePoints(value);
    if (typeof minLength === 'number' && length < minLength) {
      fits = fail(validation, path, `must have at least ${minLength} characters, has ${length}`);
    }
    if (typeof maxLength === 'number' && length > maxLength) {
      fits = fail(validation, path, `must have at most ${maxLength} characters, has ${length}`);
    }
  }
  const matches = typeof pattern === 'string' ? patternOf(validation, pattern) : undefined;
  if (matches !== undefined) {
    const verdict = matches(value);
    if (verdict === false) {
      fits = fail(validation, path, `must match ${pattern}, is ${brief(value)}`);
    } else if (verdict === undefined) {
      fits = fail(validation, path, `is too long to be held against ${pattern}`);
    }
  }
  return fits;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}
