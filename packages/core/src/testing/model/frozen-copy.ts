import { toJson } from '../../json/to-json.ts';

/** A copy of a JSON value that nobody can change. */
export function frozenCopy<T>(value: T): T {
  return freeze(toJson(value, 'The call')) as T;
}

function freeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) freeze(child);
    Object.freeze(value);
  }
  return value;
}
