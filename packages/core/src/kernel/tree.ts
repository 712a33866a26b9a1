import { type Approval, type Decision, isGenuine, refuseMismatch } from '../approval.ts';
import type { Clock } from '../clock.ts';
import { AshlarError } from '../errors.ts';
import type { JournalHost, JournalSession } from '../journal.ts';
import type { Json } from '../json/json.ts';
import type { Checkpoint } from '../outcome.ts';
import type { Scope } from '../scope.ts';
import type { Signer } from '../signer.ts';
import { createEventBus, type EventBus } from './event-bus.ts';
import type { Execution } from './execution.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createRatios, type Ratios } from './ratios.ts';
import type { RuntimeCore } from './runtime-core.ts';
import type { ScopeState } from './scope-state.ts';
import { never, nextTurn } from './turn.ts';
import { createWaits, type Waits } from './waits.ts';

/** What all runs of one tree share. */
export interface Tree {
  readonly runId: string;
  readonly runtime: RuntimeCore;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly ledger: Ledger;
  readonly ratios: Ratios;
  readonly waits: Waits;
  readonly decisions: readonly Decision[];
  /** Ids of requests that a decision was found for, now or in an earlier process. */
  readonly decided: Set<string>;
  readonly stream: boolean | undefined;
  readonly host: JournalHost;
  readonly createScope: (state: ScopeState) => Scope;
  /** Name and version of every agent that has run here. */
  readonly agents: Map<string, string>;
  root: Execution | undefined;
  input: Json | undefined;
  /** What a suspended run can be resumed with. */
  checkpoint: () => Checkpoint | undefined;
  journal: JournalSession | undefined;
  /** Counts deliveries: tells effects that start together from those that start one after the other. */
  turns: number;
  /** How many calls were refused since the last delivery. */
  readonly refused: { turns: number; count: number };
  /** Suspended or failed: no call of a scope comes back any more. */
  parked: boolean;
  /** The run cannot go on, whatever its body does. */
  failure: AshlarError | undefined;
  /** Called when nothing runs any more and something waits for a decision. */
  suspend: () => void;
  /** An effect or a wait begins; not one that only holds others. */
  begin(id: string): void;
  end(id: string): void;
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
  const waits = createWaits();
  let activity = 0;

  function lookAgain(turnsLeft: number, seen: number): void {
    if (!waits.only() || tree.parked || activity !== seen) return;
    if (turnsLeft === 0) tree.suspend();
    else nextTurn(() => lookAgain(turnsLeft - 1, seen));
  }

  // The body gets a few turns to ask for the next thing.
  function look(): void {
    if (waits.only()) lookAgain(QUIET_TURNS, activity);
  }

  const tree: Tree = {
    runId,
    runtime,
    clock,
    bus: createEventBus(() => clock.now(), runtime.listeners),
    ledger: createLedger(),
    ratios: createRatios(),
    waits,
    decisions,
    decided: new Set(),
    stream,
    createScope,
    agents: new Map(),
    root: undefined,
    input: undefined,
    checkpoint: () => undefined,
    journal: undefined,
    turns: 0,
    refused: { turns: 0, count: 0 },
    parked: false,
    failure: undefined,
    suspend: () => {},
    begin(id) {
      waits.begin(id);
      activity += 1;
    },
    end(id) {
      waits.end(id);
      look();
    },
    host: {
      clock,
      fail(error) {
        if (tree.failure !== undefined) return;
        tree.failure = error;
        tree.root?.cancel.cancel(error);
      },
      pending(approval) {
        waits.request(approval);
        tree.root?.emit({ type: 'approval.requested', approval });
        look();
      },
      // A decision that is not genuine ends the run: a body that catches everything must not take it for a denial.
      decisionFor: (approval) =>
        genuine(approval, tree, runtime.signer).catch((error: AshlarError) => {
          tree.host.fail(error);
          return never<undefined>();
        }),
      decided: (id) => void tree.decided.add(id),
    },
  };
  return tree;
}

const QUIET_TURNS = 3;

async function genuine(
  approval: Approval,
  { decisions, decided }: Tree,
  signer: Signer | undefined,
): Promise<Decision | undefined> {
  const { id } = approval;
  const decision = decisions.find((one) => one.id === id);
  if (decision === undefined) return undefined;
  decided.add(id);
  if (signer === undefined) {
    throw new AshlarError(
      'approval.signer-missing',
      `The decision on ${id} cannot be verified: give the runtime the signer that made it.`,
      { facts: { id } },
    );
  }
  if (await isGenuine(decision, approval, signer)) {
    refuseMismatch(approval, decision.verdict);
    return decision;
  }
  throw new AshlarError(
    'approval.forged',
    `The decision on ${id} was not signed by this runtime's signer for exactly this request.`,
    { facts: { id } },
  );
}
