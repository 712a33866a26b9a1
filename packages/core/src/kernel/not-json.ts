import { AshlarError, toAshlarError } from '../errors.ts';
import type { Json } from '../json/json.ts';
import type { NotJsonError } from '../json/not-json-error.ts';
import { toJson } from '../json/to-json.ts';

/** Turns what the JSON walk throws, and anything else, into an error of ours. */
export function notJson(error: unknown): AshlarError {
  if (!isNotJson(error)) return toAshlarError(error);
  const { path, found, what } = error;
  return new AshlarError('value.not-json', error.message, {
    facts: { what, path, found },
    cause: error,
  });
}

/** The value as it would come back from JSON. @throws value.not-json naming the place */
export function jsonOf(value: unknown, what: string): Json {
  try {
    return toJson(value, what);
  } catch (error) {
    throw notJson(error);
  }
}

// By its face and not by its class: it may come from another copy of core.
function isNotJson(error: unknown): error is NotJsonError {
  return error instanceof Error && error.name === 'NotJsonError' && 'path' in error;
}
