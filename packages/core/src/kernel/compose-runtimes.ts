import type { Execution } from './execution.ts';
import type { RuntimeCore } from './runtime-core.ts';
import type { Switchboard } from './switchboard.ts';

/**
 * The runtime of a run that was begun through `outer` with an agent bound to `own`. What restricts adds up: policies,
 * budgets, listeners and kill switches of both hold, those of `outer` outermost. Of what there can be one, `outer`'s wins.
 */
export function composeRuntimes(outer: RuntimeCore, own: RuntimeCore): RuntimeCore {
  if (outer === own) return own;
  return {
    journal: outer.journal ?? own.journal,
    budgets: [...outer.budgets, ...own.budgets],
    policies: [...own.policies, ...outer.policies],
    listeners: [...outer.listeners, ...own.listeners],
    clock: outer.clock,
    signer: outer.signer ?? own.signer,
    prompts: { ...own.prompts, ...outer.prompts },
    switchboard: both(outer.switchboard, own.switchboard),
  };
}

type Watch = Pick<Switchboard, 'enter' | 'leave' | 'gate'>;

function both(outer: Watch, own: Watch): Watch {
  return {
    enter(execution) {
      outer.enter(execution);
      own.enter(execution);
    },
    leave(execution) {
      outer.leave(execution);
      own.leave(execution);
    },
    gate: (execution) => bothGates(outer, own, execution),
  };
}

function bothGates(outer: Watch, own: Watch, execution: Execution): Promise<void> | undefined {
  const first = outer.gate(execution);
  if (first === undefined) return own.gate(execution);
  return first.then(() => bothGates(outer, own, execution));
}
