import { StorageError } from './errors.ts';

/** What a store keeps and gives back: JSON, and nothing that JSON would silently change. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

const deepest = 1000;

/**
 * The text of a value, or an error that names the place which JSON cannot carry.
 *
 * JSON.stringify drops, changes or rejects `undefined`, functions, symbols, `NaN`, dates, maps, class instances, holes and
 * `toJSON`; here each is refused, so what is read is what was written. (`-0` is the one exception: it comes back as `0`.)
 *
 * @throws StorageError `storage.invalid-value` with `at`, as in `$.items[2].price`.
 */
export function encodeJson(value: unknown): string {
  check(value, '$', new Set());
  return JSON.stringify(value);
}

/** The value of a text that {@link encodeJson} wrote. */
export function decodeJson(text: string): Json {
  return JSON.parse(text);
}

function check(value: unknown, at: string, ancestors: Set<object>): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(at, String(value));
    return;
  }
  if (typeof value !== 'object') refuse(at, typeof value === 'bigint' ? 'a bigint' : typeof value);
  if (ancestors.has(value)) refuse(at, 'a cycle');
  if (ancestors.size >= deepest) refuse(at.slice(0, 200), `nested deeper than ${deepest} levels`);
  ancestors.add(value);
  if (Array.isArray(value)) checkArray(value, at, ancestors);
  else checkObject(value, at, ancestors);
  ancestors.delete(value);
}

function checkArray(values: readonly unknown[], at: string, ancestors: Set<object>): void {
  if (Object.keys(values).length !== values.length) {
    refuse(at, 'an array with holes or named properties');
  }
  values.forEach((value, index) => {
    check(value, `${at}[${index}]`, ancestors);
  });
}

function checkObject(value: object, at: string, ancestors: Set<object>): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    refuse(at, `an instance of ${value.constructor?.name || 'a class'}`);
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') refuse(at, 'an object with toJSON');
  if (Object.getOwnPropertySymbols(value).length > 0) refuse(at, 'an object with symbol names');
  for (const [name, inner] of Object.entries(value)) {
    check(
      inner,
      /^[A-Za-z_$][\w$]*$/.test(name) ? `${at}.${name}` : `${at}[${JSON.stringify(name)}]`,
      ancestors,
    );
  }
}

function refuse(at: string, what: string): never {
  throw new StorageError(
    'storage.invalid-value',
    `Only JSON can be stored: ${at} is ${what}. Convert or remove it before storing.`,
    { at },
  );
}
