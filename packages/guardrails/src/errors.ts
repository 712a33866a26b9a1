declare module '@ashlar/core' {
  interface ErrorFacts {
    /** A guard or a check was put together in a way that cannot work. */
    'guard.invalid': { readonly problem: string };
  }
}

import { AshlarError } from '@ashlar/core';

/** The error of a guard or a check that was put together wrongly; raised where it is made, never while it guards. */
export function invalidGuard(problem: string): AshlarError<'guard.invalid'> {
  return new AshlarError('guard.invalid', problem, { facts: { problem } });
}
