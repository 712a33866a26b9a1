import { canonicalJson } from '../canonical.ts';
import type { Json, JsonSchema } from '../json.ts';
import { formatPath, type JsonPath } from '../json-path.ts';
import { isSame } from '../schema/check-scalar.ts';
import { brief, typeOf } from '../schema/issue.ts';
import { type Attempt, type Coercion, changed, keep, refused } from './attempt.ts';
import type { Choice } from './choices.ts';
import { matchChoice } from './match-choice.ts';
import { exactNumber, numberFromText, numberInText } from './number-from-text.ts';

/** One of the values that the schema allows. */
export function toChoice(
  value: Json,
  choices: readonly Choice[],
  path: JsonPath,
  { exact }: Coercion,
): Attempt {
  if (choices.some((choice) => isSame(value, choice.value))) return keep(value);
  const asked = `must be one of ${brief(choices.map((choice) => choice.value))}, is ${brief(value)}`;
  if (value === null || typeof value === 'object') return refused(path, asked);
  if (choices.every((choice) => typeof choice.value === 'number') && /\d/.test(String(value))) {
    const number = exact
      ? exactNumber(String(value))
      : (numberFromText(String(value), undefined) ?? numberInText(String(value)));
    const found = choices.find((choice) => choice.value === number);
    return found === undefined ? refused(path, asked) : changed(found.value, 'to-enum', path, 1);
  }
  const match = matchChoice(String(value), choices, exact);
  if (match.found === 'one') return changed(match.choice.value, 'to-enum', path, match.cost);
  return refused(path, match.found === 'several' ? `${asked}, which could mean several` : asked);
}

/** What it costs to take JSON text for a string: more than any other reading. */
export const textCost = 6;

/** A string. JSON text of an object or array is a last resort: it loses nothing. */
export function toText(value: Json, path: JsonPath, { numbers, prose, exact }: Coercion): Attempt {
  if (typeof value === 'string') {
    if (prose && path.length > 0) return refused(path, 'must be a string, is prose');
    return keep(value);
  }
  if (value === null) return refused(path, 'must be string, is null');
  if (typeof value === 'number') {
    const written = numbers.get(formatPath(path));
    // Digits that a number cannot hold are gone.
    if (exact && written === undefined && Math.abs(value) > Number.MAX_SAFE_INTEGER)
      return refused(path, `must be string, is number ${value}`);
    return changed(written ?? String(value), 'to-string', path, 1);
  }
  if (typeof value === 'boolean') return changed(String(value), 'to-string', path, 1);
  const structured = Object.values(value).some((part) => typeof part === 'object' && part !== null);
  if (Array.isArray(value) && !structured)
    return refused(path, `must be string, is array ${brief(value)}`);
  return changed(canonicalJson(value), 'to-string', path, textCost);
}

/** A number, from a text that says exactly one. */
export function toNumber(
  value: Json,
  schema: JsonSchema,
  path: JsonPath,
  { prose, exact }: Coercion,
): Attempt {
  if (typeof value === 'number') {
    if (schema.type !== 'integer' || Number.isInteger(value)) return keep(value);
  } else if (typeof value === 'string') {
    const whole = exact ? exactNumber(value) : numberFromText(value, schema.maximum);
    const part = exact ? undefined : (measured(value) ?? (prose ? numberInText(value) : undefined));
    const number = whole ?? part;
    if (number !== undefined && (schema.type !== 'integer' || Number.isInteger(number))) {
      return changed(number, 'to-number', path, whole === undefined ? 4 : 1);
    }
  }
  return refused(path, `must be ${String(schema.type)}, is ${typeOf(value)} ${brief(value)}`);
}

// `5 kg`, `30 minutes`, `~5`: the schema has no place for the rest.
function measured(text: string): number | undefined {
  const match = /^\s*[~≈]?\s*([^\p{L}~≈]*\d)\s?(?:[\p{L}°µ/²³]{1,12})?\s*$/u.exec(text);
  return match === null ? undefined : numberFromText(match[1] as string, undefined);
}

/** A boolean, from `yes` and `no` and their like, or from a sentence that says only one of true and false. */
export function toBoolean(value: Json, path: JsonPath, { prose }: Coercion): Attempt {
  if (typeof value === 'boolean') return keep(value);
  if (value === 0 || value === 1) return changed(value === 1, 'to-boolean', path, 3);
  if (typeof value === 'string') {
    const word = value
      .trim()
      .toLowerCase()
      .replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
    if (word === 'true' || word === 'yes') return changed(true, 'to-boolean', path, 1);
    if (word === 'false' || word === 'no') return changed(false, 'to-boolean', path, 1);
    const match = prose ? matchChoice(value, truth) : undefined;
    if (match?.found === 'one') return changed(match.choice.value, 'to-boolean', path, 4);
  }
  return refused(path, `must be boolean, is ${typeOf(value)} ${brief(value)}`);
}

const truth: readonly Choice[] = [
  { value: true, names: [] },
  { value: false, names: [] },
];

/** Null, from the words that models write for it. */
export function toNull(value: Json, path: JsonPath): Attempt {
  if (value === null) return keep(null);
  if (typeof value === 'string' && /^(?:|null|none|nil|n\/a|undefined)$/i.test(value.trim())) {
    return changed(null, 'to-null', path, 2);
  }
  return refused(path, `must be null, is ${typeOf(value)} ${brief(value)}`);
}
