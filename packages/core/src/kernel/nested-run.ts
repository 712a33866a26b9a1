import type { Agent } from '../agent.ts';
import { AshlarError } from '../errors.ts';
import type { Outcome } from '../outcome.ts';
import type { Run } from '../run.ts';
import type { NestedOptions } from '../scope.ts';
import { digestFields } from './digest.ts';
import { runEffect, tokensOf } from './effect.ts';
import { endError } from './end-error.ts';
import { addCall, addSteps } from './frame.ts';
import { isOurs, PARENT, type ParentTicket } from './hidden-options.ts';
import type { ScopeState } from './scope-state.ts';

/** Runs an agent inside this run: same journal, budget, signal and events. */
export function runNested<I, O>(
  scope: ScopeState,
  agent: Agent<I, O>,
  input: I,
  { key, budget, principal }: NestedOptions,
): Promise<O> {
  const { name, version } = agent;
  let outcome: Promise<Outcome<O>> | undefined;
  const spec = {
    type: 'run' as const,
    name,
    key,
    effect: 'idempotent' as const,
    digest: () => {
      refuseDuplicate(scope, agent as Agent);
      return digestFields({ input, version }, `The input of agent ${name}`);
    },
    counts: false,
    composite: isOurs(agent),
    lastWords: () =>
      outcome?.then((end) => (end.status === 'completed' ? undefined : endError(name, end))),
  };
  const value = runEffect(scope, spec, async (inside) => {
    const ticket: ParentTicket = { inside, taken: false };
    const run: Run<O> = agent.run(input, {
      signal: inside.cancel.signal(),
      ...(budget === undefined ? {} : { budget }),
      ...(principal === undefined ? {} : { principal }),
      [PARENT]: ticket,
    } as object);
    if (isOurs(agent) && !ticket.taken) {
      run.abort();
      throw escaped(name);
    }
    outcome = run.outcome;
    const end = await outcome;
    if (!ticket.taken) addForeignUsage(inside, end);
    if (end.status === 'completed') return end.value;
    throw endError(name, end);
  });
  return value as Promise<O>;
}

/** What an agent of another kind used counts here as well, as soon as it says so. */
function addForeignUsage({ execution, frame }: ScopeState, { usage }: Outcome<unknown>): void {
  addSteps(frame, usage.steps);
  for (const call of usage.calls) {
    addCall(frame, call);
    execution.tree.ledger.spend(execution.account, {
      tokens: tokensOf(call),
      nano: call.nanoUsd ?? 0,
    });
  }
}

export function escaped(agent: string): AshlarError {
  return new AshlarError(
    'agent.escaped',
    `${agent} ran outside of the run or runtime that it was given to: a wrapper around it must pass its options on, as in run(input, { ...options }).`,
    { facts: { agent } },
  );
}

// Any error can end a run that had something; the one that is raised keeps both.

// Two agents of one name would share identities: a resume could hand one the results of the other.
function refuseDuplicate(scope: ScopeState, { name, version }: Agent): void {
  const { agents } = scope.execution.tree;
  const known = agents.get(name);
  if (known !== undefined && known !== version) {
    throw new AshlarError(
      'agent.duplicate',
      `Two agents named ${name} (versions ${known} and ${version}) run in one tree. Rename one.`,
      { facts: { name } },
    );
  }
  agents.set(name, version);
}
