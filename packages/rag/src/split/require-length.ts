import { AshlarError } from '@ashlar/core';

/**
 * Checks a length from callers without types: with one that is too small nothing could be cut off.
 *
 * @throws AshlarError `input.invalid`
 */
export function requireLength(name: string, value: number, minimum: number): void {
  if (value >= minimum) return;
  const issue = `${name}: expected a number of at least ${minimum}`;
  throw new AshlarError('input.invalid', `A splitter cannot work with ${value}. ${issue}.`, {
    facts: { what: 'splitter options', issues: [issue] },
  });
}
