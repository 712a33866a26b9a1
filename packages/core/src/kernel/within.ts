import type { CallContext } from '../context.ts';
import type { Policy } from '../policy.ts';

/** Under this key a context of a run makes the same context below one more policy. */
export const WITHIN: unique symbol = Symbol.for('ashlar.within') as typeof WITHIN;

interface Placed {
  readonly [WITHIN]?: (policy: Policy) => CallContext;
}

/** The context for what lies below a policy: its side calls are governed by that policy, all else stays as it was handed on. */
export function contextWithin(context: CallContext, policy: Policy): CallContext {
  const make = (context as Placed)[WITHIN];
  if (make === undefined) return context;
  const below = make(policy);
  const { ask, check, step } = below;
  return { ...context, ask, check, step, [WITHIN]: (below as Placed)[WITHIN] } as CallContext;
}
