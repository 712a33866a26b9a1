import type { ScopeState } from './scope-state.ts';
import { handed, never, rejectNextTurn } from './turn.ts';

/**
 * What a call of a scope comes to when its run has ended: nothing, ever. While it is being cancelled: the reason, one a turn,
 * since a body that catches everything and tries again must not starve the process. Undefined while the run goes on.
 */
export function halted({ execution, cancel }: ScopeState): Promise<never> | undefined {
  if (execution.settled || execution.tree.parked) return never();
  return cancel.reason === undefined ? undefined : rejectNextTurn(cancel.reason);
}

// No pattern is refused this often before something happens, unless it tries again for ever.
const REFUSALS = 64;

/**
 * Rejects a call before it has begun. At once, so that no recorded result comes in between and a replay is the same;
 * one a turn when the same run is refused again and again while nothing else happens.
 */
export function refuse({ execution }: ScopeState, error: unknown): Promise<never> {
  const { refused, turns } = execution.tree;
  refused.count = refused.turns === turns ? refused.count + 1 : 1;
  refused.turns = turns;
  return refused.count > REFUSALS ? rejectNextTurn(error) : handed(Promise.reject(error));
}
