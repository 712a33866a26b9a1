import { AshlarError } from '@ashlar/core';

/** Throws `input.invalid` for options that nobody here reads: a misspelt one would do nothing, without a word. */
export function refuseUnknown(what: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  const issues = unknown.map((key) => `${key}: there is no such option`);
  const list = known.join(', ');
  throw new AshlarError('input.invalid', `${what}: ${issues.join('; ')}. Options: ${list}.`, {
    facts: { what, issues },
  });
}
