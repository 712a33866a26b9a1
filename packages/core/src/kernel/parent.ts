import type { RunOptions } from '../agent.ts';
import type { ScopeState } from './scope-state.ts';

/** Under this key the options of a nested run carry its place. Wrappers pass it on when they spread their options. */
export const PARENT: unique symbol = Symbol.for('ashlar.parent') as typeof PARENT;

/** Under this key an agent says that its run finds its own place. */
export const OURS: unique symbol = Symbol.for('ashlar.agent') as typeof OURS;

export function parentOf(options: RunOptions | undefined): ScopeState | undefined {
  return (options as { readonly [PARENT]?: ScopeState } | undefined)?.[PARENT];
}

export function isOurs(agent: object): boolean {
  return OURS in agent;
}
