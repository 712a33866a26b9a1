import { AshlarError, type Principal } from '@ashlar/core';

declare module '@ashlar/core' {
  interface ErrorFacts {
    /** An option cannot be used; `problem` says why. */
    'memory.invalid': { readonly option: string; readonly problem: string };
    /** A thread or an erasure without a principal: nobody has no conversation. */
    'memory.nobody': Record<never, never>;
    /** So many others appended to this thread at the same time that there was no place for this. */
    'memory.contended': { readonly thread: string };
  }
}

/** A whole number of at least `least`, or `memory.invalid`. */
export function wholeOption(option: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw invalidOption(option, `it must be a whole number of at least ${least}, not ${value}`);
}

/** The error for an option that cannot be used. */
export function invalidOption(option: string, problem: string): AshlarError<'memory.invalid'> {
  return new AshlarError('memory.invalid', `The option ${option} cannot be used: ${problem}.`, {
    facts: { option, problem },
  });
}

/** Whose conversation it is, or `memory.nobody`. */
export function somebody<P extends Pick<Principal, 'tenant' | 'subject'>>(
  principal: P | undefined,
): P {
  if (typeof principal?.tenant === 'string' && typeof principal.subject === 'string') {
    return principal;
  }
  throw new AshlarError(
    'memory.nobody',
    'A conversation belongs to a tenant and a subject. Give the principal of the run.',
    { facts: {} },
  );
}
