import { AshlarError, toAshlarError } from '../errors.ts';
import { NotJsonError } from '../json/not-json-error.ts';

/** Turns what the JSON walk throws, and anything else, into an error of ours. */
export function notJson(error: unknown): AshlarError {
  if (!(error instanceof NotJsonError)) return toAshlarError(error);
  const { path, found } = error;
  return new AshlarError('value.not-json', error.message, {
    facts: { what: 'what' in error ? String(error.what) : 'value', path, found },
    cause: error,
  });
}
