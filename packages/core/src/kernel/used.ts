import type { AshlarError } from '../errors.ts';
import type { Json } from '../json/json.ts';
import type { Call } from '../usage.ts';
import type { Frame } from './frame.ts';

/** What an effect used, as it is recorded with its end: rows of model calls, and steps. */
export interface Used {
  readonly u?: readonly Call[];
  readonly s?: number;
}

export function usedIn({ calls, steps }: Frame): Used {
  return {
    ...(calls.length === 0 ? {} : { u: calls.slice() }),
    ...(steps === 0 ? {} : { s: steps }),
  };
}

const USED = Symbol.for('ashlar.used');

/** A recorded error with what the effect that failed had used: a promise can only be rejected with one value. */
export function withUsed(error: AshlarError, used: Json | undefined): AshlarError {
  return used === undefined ? error : Object.defineProperty(error, USED, { value: used });
}

export function usedBefore(error: AshlarError): Used {
  return (error as { readonly [USED]?: Used })[USED] ?? {};
}
