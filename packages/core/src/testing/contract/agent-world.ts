import { type Decision, decide } from '../../approval.ts';
import type { Budget } from '../../budget.ts';
import type { RunEvent } from '../../event.ts';
import type { Json } from '../../json/json.ts';
import { storeJournal } from '../../kernel/store-journal.ts';
import type { Outcome } from '../../outcome.ts';
import type { Run } from '../../run.ts';
import { createRuntime } from '../../runtime.ts';
import { hmacSigner } from '../../signer.ts';
import type { MemoryStore } from '../memory-store.ts';
import type { AgentContractOptions, OpenAgent } from './agent-case.ts';
import { claim } from './claim.ts';
import { shuffledPolicy } from './shuffled-policy.ts';
import { within } from './within.ts';

/** One process that runs the agent on a store. */
export interface AgentProcess {
  readonly run: Run<unknown>;
  readonly events: readonly RunEvent[];
}

export interface ProcessOptions {
  readonly budget?: Budget;
  /** Seed of delays. @default no delays */
  readonly shuffle?: number;
  readonly listener?: (event: RunEvent) => void;
}

export interface AgentWorld {
  start(
    store: MemoryStore,
    options?: ProcessOptions,
    decisions?: readonly Decision[],
  ): Promise<AgentProcess>;
  /** Runs to an end in one process after another, until nobody has to decide anything. */
  finish(
    store: MemoryStore,
    options?: ProcessOptions,
  ): Promise<{ readonly outcome: Outcome<unknown>; readonly events: readonly RunEvent[] }>;
}

const RUN_ID = 'contract-run';
const RUN_MS = 10_000;

/** Runs the agent under test in processes that share nothing but a store. */
export function agentWorld(
  open: OpenAgent,
  { approves = () => true }: AgentContractOptions,
): AgentWorld {
  const signer = hmacSigner('the secret of the contract');

  async function start(
    store: MemoryStore,
    { budget, shuffle, listener }: ProcessOptions = {},
    decisions: readonly Decision[] = [],
  ): Promise<AgentProcess> {
    const { agent, input, options } = await open();
    const events: RunEvent[] = [];
    const runtime = createRuntime({
      signer,
      journal: storeJournal(store),
      listeners: [(event) => void events.push(event), ...(listener ? [listener] : [])],
      ...(shuffle === undefined ? {} : { policy: shuffledPolicy(shuffle) }),
    });
    const run = runtime.run(agent, input, {
      ...options,
      id: RUN_ID,
      decisions,
      ...(budget === undefined ? {} : { budget }),
    });
    return { run, events };
  }

  async function finish(
    store: MemoryStore,
    options: ProcessOptions = {},
  ): ReturnType<AgentWorld['finish']> {
    const all: RunEvent[] = [];
    let decisions: readonly Decision[] = [];
    for (let round = 0; ; round += 1) {
      const recorded = knownBy(store);
      const { run, events } = await start(store, options, decisions);
      const outcome = await within(run.outcome, 'the run', RUN_MS);
      claimNothingRepeated(recorded, events);
      all.push(...events);
      if (outcome.status !== 'suspended') return { outcome, events: all };
      claim(round < 20, 'the run should not suspend again and again');
      // Nothing of what was cut off has an effect outside of this world, so it "did not run".
      const made = outcome.pending.map((approval) => {
        const verdict = approves(approval) ? 'approved' : 'denied';
        const ruling = approval.kind === 'unknown-effect' ? 'not-run' : verdict;
        return decide(approval, { verdict: ruling, by: 'contract' }, signer);
      });
      decisions = [...decisions, ...(await Promise.all(made))];
    }
  }

  return { start, finish };
}

interface Known {
  /** Ids of the effects whose ends are recorded. */
  readonly ends: ReadonlySet<string>;
  /** Ids of `once` effects that have started. */
  readonly once: ReadonlySet<string>;
}

function knownBy(store: MemoryStore): Known {
  const idsOf = (kind: string) =>
    store.records(RUN_ID).flatMap((record) => {
      const { t, id } = record as { readonly t?: Json; readonly id?: Json };
      return t === kind && typeof id === 'string' ? [id] : [];
    });
  return { ends: new Set(idsOf('end')), once: new Set(idsOf('start')) };
}

/**
 * Throws when an effect ran whose end was recorded before. What lies inside an effect that had to be run again as a whole,
 * like a judge inside of a model call that was cut off, is made anew with it, unless it acts once.
 */
function claimNothingRepeated({ ends, once }: Known, events: readonly RunEvent[]): void {
  const again: string[] = [];
  for (const event of events) {
    if (event.type !== 'effect.started') continue;
    const { id, effect } = event;
    const inside = again.some((outer) => id.startsWith(`${outer}/`)) && !once.has(id);
    claim(inside || !ends.has(id), `${id} ran although its end was known`);
    if (effect !== 'run') again.push(id);
  }
}
