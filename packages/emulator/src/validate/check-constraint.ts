import type { Json } from '@ashlar/core';
import { isList, isObject } from '../wire/read.ts';
import type { Constraint } from './constraints.ts';

/** The limits that `value` breaks, each in the words that the service uses. */
export function checkConstraint(
  value: Json,
  constraint: Constraint,
  path: readonly string[],
): readonly string[] {
  const own = broken(value, constraint).map((rule) => {
    // The service quotes a value, but not one that is long or has parts.
    const quote = typeof value === 'object' || String(value).length > 200 ? '' : ` '${value}'`;
    return `Value${quote} at '${path.join('.')}' failed to satisfy constraint: Member must ${rule}`;
  });
  return [...own, ...brokenInside(value, constraint, path)];
}

function broken(value: Json, constraint: Constraint): string[] {
  const { min, max, integer, length, pattern, values } = constraint;
  const rules: string[] = [];
  if (typeof value === 'number') {
    if (min !== undefined && value < min) {
      rules.push(`have value greater than or equal to ${min}`);
    }
    if (max !== undefined && value > max) rules.push(`have value less than or equal to ${max}`);
    if (integer === true && !Number.isInteger(value)) rules.push('be an integer');
  }
  const size = sizeOf(value);
  if (length !== undefined && size !== undefined) {
    const [least, most = Number.POSITIVE_INFINITY] = length;
    if (size < least) rules.push(`have length greater than or equal to ${least}`);
    if (size > most) rules.push(`have length less than or equal to ${most}`);
  }
  if (typeof value === 'string') {
    if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, flags(pattern)).test(value)) {
      rules.push(`satisfy regular expression pattern: ${pattern}`);
    }
    if (values !== undefined && !values.includes(value)) {
      rules.push(`satisfy enum value set: [${values.join(', ')}]`);
    }
  }
  return rules;
}

// Published patterns are of another dialect; properties of characters are the one thing that asks for a flag here.
function flags(pattern: string): string {
  return pattern.includes('\\p{') ? 'u' : '';
}

function brokenInside(value: Json, constraint: Constraint, path: readonly string[]): string[] {
  const { items, keys } = constraint;
  const parts: [Json, Constraint, string[]][] = [];
  if (isList(value) && items !== undefined) {
    value.forEach((item, index) => {
      parts.push([item, items, [...path, String(index + 1), 'member']]);
    });
  }
  if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (keys !== undefined) parts.push([key, keys, [...path, key]]);
      if (items !== undefined) parts.push([item, items, [...path, key]]);
    }
  }
  return parts.flatMap(([part, rule, at]) => [...checkConstraint(part, rule, at)]);
}

function sizeOf(value: Json): number | undefined {
  if (typeof value === 'string') return value.length;
  if (isList(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}
