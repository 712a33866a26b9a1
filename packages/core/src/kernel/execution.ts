import { type AshlarError, stopped, toAshlarError } from '../errors.ts';
import type { RunEventBody } from '../event.ts';
import type { Json } from '../json/json.ts';
import type { Message } from '../message.ts';
import type { Checkpoint, NestedPartial, Outcome } from '../outcome.ts';
import type { Policy } from '../policy.ts';
import type { Principal } from '../principal.ts';
import type { PromptCatalog } from '../prompt-catalog.ts';
import { toUsage, type Usage } from '../usage.ts';
import type { Account } from './account.ts';
import type { CancelNode } from './cancel.ts';
import { deadlineOf } from './deadline.ts';
import type { Frame } from './frame.ts';
import { graceOf } from './grace.ts';
import { notJson } from './not-json.ts';
import { letOut } from './partial.ts';
import type { Tree } from './tree.ts';

/** One run, at the root or nested. */
export interface Execution {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly path: string;
  readonly depth: number;
  readonly agent: string;
  readonly version: string;
  readonly tree: Tree;
  readonly parent: Execution | undefined;
  readonly cancel: CancelNode;
  readonly frame: Frame;
  readonly account: Account;
  readonly principal: Principal | undefined;
  readonly prompts: PromptCatalog;
  readonly policies: readonly Policy[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly startedAt: number;
  readonly deadlineAt: number | undefined;
  /** Effects under way: by id, what abandons them. */
  readonly underWay: Map<string, (reason: AshlarError) => void>;
  readonly abandoned: string[];
  readonly inbox: Message[];
  partial: unknown;
  /** Nested runs that are going on. */
  readonly children: Set<Execution>;
  /** What nested runs that ended without completing had. */
  readonly left: NestedPartial[];
  settled: boolean;
  emit(body: RunEventBody): void;
}

type Body = () => Promise<unknown>;

/**
 * Runs a body to one of the ends. A cancelled run ends as soon as its body lets go, and after a grace even when it does not:
 * nested runs get less of it than their parents, so that what they have reaches the top.
 */
export function drive<O>(execution: Execution, body: Body): Promise<Outcome<O>> {
  const { tree, cancel } = execution;
  return new Promise((resolve) => {
    let stopGrace: (() => void) | undefined;
    let stopDeadline: (() => void) | undefined;

    // What is still under way is cancelled first, so that the outcome can list it.
    function settle(end: () => Outcome<O>): void {
      if (execution.settled) return;
      execution.settled = true;
      stopGrace?.();
      stopDeadline?.();
      cancel.cancel(endedEarlier);
      for (const abandon of [...execution.underWay.values()])
        abandon(cancel.reason ?? endedEarlier);
      cancel.close();
      tree.runtime.switchboard.leave(execution);
      if (execution.parent === undefined) noteUnusedDecisions(execution);
      const outcome = end();
      execution.parent?.children.delete(execution);
      if (outcome.status !== 'completed') execution.parent?.left.push(...leftBy(execution));
      execution.emit({ type: 'run.finished', agent: execution.agent, status: outcome.status });
      resolve(outcome);
    }

    cancel.onCancel((reason) => {
      if (execution.settled) return;
      stopGrace = tree.clock.after(graceOf(execution.depth), () =>
        settle(() => endBy(execution, reason)),
      );
    });
    if (execution.deadlineAt !== undefined) {
      stopDeadline = tree.clock.after(execution.deadlineAt - execution.startedAt, () =>
        cancel.cancel(deadlineOf(execution)),
      );
    }
    if (execution.parent === undefined) tree.suspend = () => suspend(execution, settle);
    execution.parent?.children.add(execution);
    execution.emit({ type: 'run.started', agent: execution.agent, version: execution.version });
    tree.runtime.switchboard.enter(execution);

    Promise.resolve()
      .then(() => {
        if (cancel.reason !== undefined) throw cancel.reason;
        return body();
      })
      .then(
        (value) => {
          if (cancel.reason === undefined) {
            noteFloating(execution);
            settle(() => ({ status: 'completed', value: value as O, ...ended(execution) }));
          } else {
            // The body caught the cancellation; what it returned is as good as a partial result.
            if (value !== undefined) execution.partial = letOut(execution, value as Json);
            const { reason } = cancel;
            settle(() => endBy(execution, reason));
          }
        },
        (error: unknown) => {
          const cause = cancel.reason ?? notJson(error);
          settle(() => endBy(execution, cause));
        },
      );
  });
}

/** The end that an error brings. */
function endBy<O>(execution: Execution, error: AshlarError): Outcome<O> {
  const cause = toAshlarError(execution.tree.failure ?? error);
  const rest = { ...ended(execution), ...partialOf<O>(execution), ...partialsOf(execution) };
  if (cause.code === 'run.stopped') {
    const { reason } = cause.facts;
    return { status: 'stopped', reason, message: cause.message, ...rest };
  }
  if (cause.code === 'run.blocked') {
    const { verdicts } = cause.facts;
    return { status: 'blocked', verdicts, ...rest };
  }
  return { status: 'failed', error: cause, ...rest };
}

function suspend<O>(root: Execution, settle: (end: () => Outcome<O>) => void): void {
  const { tree } = root;
  tree.parked = true;
  const pending = [...tree.waits.pending.values()];
  const written = tree.journal?.suspend() ?? Promise.resolve();
  written.then(
    () => {
      // Nothing suspends before its journal is open, so there is one.
      const checkpoint = tree.checkpoint() as Checkpoint;
      settle(() => ({ status: 'suspended', pending, checkpoint, ...ended(root) }));
    },
    (error: unknown) => tree.host.fail(toAshlarError(error)),
  );
}

function ended(execution: Execution) {
  return {
    usage: usageOf(execution),
    abandoned: execution.abandoned.slice(),
  };
}

function partialOf<O>(execution: Execution): { partial?: O } {
  return execution.partial === undefined ? {} : { partial: execution.partial as O };
}

function partialsOf(execution: Execution): { partials?: readonly NestedPartial[] } {
  const partials = leftBelow(execution);
  return partials.length === 0 ? {} : { partials };
}

// A nested run that is cancelled may still be letting go when its parent has ended.
function leftBelow({ left, children }: Execution): NestedPartial[] {
  return [...left, ...[...children].flatMap(leftBy)];
}

function leftBy(execution: Execution): NestedPartial[] {
  const { path, agent, partial } = execution;
  const below = leftBelow(execution);
  return partial === undefined ? below : [...below, { path, agent, value: partial as Json }];
}

/** Effects still under way when their body returns belong to nobody. */
function noteFloating(execution: Execution): void {
  if (execution.underWay.size === 0) return;
  const ids = [...execution.underWay.keys()].join(', ');
  execution.emit({
    type: 'warning',
    code: 'effect.floating',
    message: `${execution.agent} returned while ${ids} was under way: await every effect.`,
  });
}

/** A decision that nobody asked for may be one on a request that a changed pattern no longer makes. */
function noteUnusedDecisions({ tree, emit }: Execution): void {
  for (const { id, verdict, by } of tree.decisions) {
    if (tree.decided.has(id)) continue;
    const message = `The decision on ${id} (${verdict} by ${by}) was not used: nobody asked for it. Give it again when the run asks.`;
    emit({ type: 'warning', code: 'decision.unused', message });
  }
}

const endedEarlier = stopped('aborted', 'The run has ended.');

/** What a run and everything below it have used so far. */
export function usageOf({ frame }: Execution): Usage {
  return toUsage(frame.calls.slice(), frame.steps);
}
