import { type Approval, type Decision, isGenuine } from '../approval.ts';
import type { Clock } from '../clock.ts';
import { AshlarError } from '../errors.ts';
import type { JournalHost, JournalSession } from '../journal.ts';
import type { Json } from '../json/json.ts';
import type { Scope } from '../scope.ts';
import type { Signer } from '../signer.ts';
import { createEventBus, type EventBus } from './event-bus.ts';
import type { Execution } from './execution.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createRatios, type Ratios } from './ratios.ts';
import type { RuntimeCore } from './runtime-core.ts';
import type { ScopeState } from './scope-state.ts';
import { never, nextTurn } from './turn.ts';

/** What all runs of one tree share. */
export interface Tree {
  readonly runId: string;
  readonly runtime: RuntimeCore;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly ledger: Ledger;
  readonly ratios: Ratios;
  readonly pending: Map<string, Approval>;
  readonly decisions: readonly Decision[];
  readonly stream: boolean | undefined;
  readonly host: JournalHost;
  readonly createScope: (state: ScopeState) => Scope;
  /** Name and version of every agent that has run here. */
  readonly agents: Map<string, string>;
  root: Execution | undefined;
  input: Json;
  journal: JournalSession | undefined;
  /** Counts deliveries: tells effects that start together from those that start one after the other. */
  turns: number;
  /** Effects and waits that something will still come of. */
  running: number;
  /** Suspended or failed: no call of a scope comes back any more. */
  parked: boolean;
  /** The run cannot go on, whatever its body does. */
  failure: AshlarError | undefined;
  /** Called when nothing runs any more and something waits for a decision. */
  suspend: () => void;
  begin(): void;
  end(): void;
}

export interface TreeOptions {
  readonly runId: string;
  readonly runtime: RuntimeCore;
  readonly decisions: readonly Decision[];
  readonly stream: boolean | undefined;
  readonly createScope: (state: ScopeState) => Scope;
}

export function createTree(options: TreeOptions): Tree {
  const { runId, runtime, decisions, stream, createScope } = options;
  const { clock } = runtime;
  let activity = 0;

  function lookAgain(turnsLeft: number, seen: number): void {
    if (tree.running > 0 || tree.pending.size === 0 || tree.parked || activity !== seen) return;
    if (turnsLeft === 0) tree.suspend();
    else nextTurn(() => lookAgain(turnsLeft - 1, seen));
  }

  const tree: Tree = {
    runId,
    runtime,
    clock,
    bus: createEventBus(() => clock.now(), runtime.listeners),
    ledger: createLedger(),
    ratios: createRatios(),
    pending: new Map(),
    decisions,
    stream,
    createScope,
    agents: new Map(),
    root: undefined,
    input: null,
    journal: undefined,
    turns: 0,
    running: 0,
    parked: false,
    failure: undefined,
    suspend: () => {},
    begin() {
      tree.running += 1;
      activity += 1;
    },
    end() {
      tree.running -= 1;
      // The body gets a few turns to ask for the next thing.
      if (tree.running === 0 && tree.pending.size > 0) lookAgain(QUIET_TURNS, activity);
    },
    host: {
      clock,
      fail(error) {
        if (tree.failure !== undefined) return;
        tree.failure = error;
        tree.root?.cancel.cancel(error);
      },
      pending(approval) {
        tree.pending.set(approval.id, approval);
        tree.root?.emit({ type: 'approval.requested', approval });
        tree.end();
      },
      // A decision that is not genuine ends the run: a body that catches everything must not take it for a denial.
      decisionFor: (approval) =>
        genuine(approval, decisions, runtime.signer).catch((error: AshlarError) => {
          tree.host.fail(error);
          return never<undefined>();
        }),
    },
  };
  return tree;
}

const QUIET_TURNS = 3;

async function genuine(
  approval: Approval,
  decisions: readonly Decision[],
  signer: Signer | undefined,
): Promise<Decision | undefined> {
  const decision = decisions.find((one) => one.id === approval.id);
  if (decision === undefined) return undefined;
  const { id } = approval;
  if (signer === undefined) {
    throw new AshlarError(
      'approval.signer-missing',
      `The decision on ${id} cannot be verified: give the runtime the signer that made it.`,
      { facts: { id } },
    );
  }
  if (await isGenuine(decision, approval, signer)) return decision;
  throw new AshlarError(
    'approval.forged',
    `The decision on ${id} was not signed by this runtime's signer for exactly this request.`,
    { facts: { id } },
  );
}
