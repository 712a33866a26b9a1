import type { Agent, RunOptions } from './agent.ts';
import type { Decision } from './approval.ts';
import type { Budget } from './budget.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Control } from './control.ts';
import type { RunEvent } from './event.ts';
import type { JournalFactory } from './journal.ts';
import { RESUMED, RUNTIME, type RuntimeTicket } from './kernel/hidden-options.ts';
import { escaped } from './kernel/nested-run.ts';
import type { RuntimeCore } from './kernel/runtime-core.ts';
import { memoryJournal } from './kernel/store-journal.ts';
import { createSwitchboard } from './kernel/switchboard.ts';
import type { Checkpoint } from './outcome.ts';
import { type PatternBody, type PatternOptions, patternFor } from './pattern.ts';
import type { Policy } from './policy.ts';
import type { PromptCatalog } from './prompt-catalog.ts';
import type { Run } from './run.ts';
import type { Signer } from './signer.ts';

export interface RuntimeOptions {
  /** Where runs are recorded. @default memory */
  readonly journal?: JournalFactory;
  /** For every run, on top of its own. */
  readonly budget?: Budget;
  /** What is put around models, tools and retrievers, here and in nested runs. */
  readonly policy?: Policy;
  /** Called with every event of every run, while it happens. What they throw becomes a `warning`. */
  readonly listeners?: readonly ((event: RunEvent) => void)[];
  /** @default the machine's */
  readonly clock?: Clock;
  /** Verifies decisions on approvals; without one no decision is accepted. */
  readonly signer?: Signer;
  readonly prompts?: PromptCatalog;
}

/** The composition root: the defaults of all runs and the one place to govern them. */
export interface Runtime {
  /** Like the exported `pattern`, bound to this runtime. */
  pattern<I, O>(options: PatternOptions<I, O>, body: PatternBody<I, O>): Agent<I, O>;
  /** Runs an agent under this runtime, and under its own where it has another: policies, budgets, listeners and kill switches add up. */
  run<I, O>(agent: Agent<I, O>, input: I, options?: RunOptions): Run<O>;
  /** Continues a run that was suspended, stopped or failed, in this process or another. */
  resume<I, O>(
    agent: Agent<I, O>,
    checkpoint: Checkpoint,
    decisions?: readonly Decision[],
    options?: RunOptions,
  ): Run<O>;
  /** The kill switch. */
  readonly control: Control;
}

export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const { budget, policy } = options;
  const switchboard = createSwitchboard();
  const core: RuntimeCore = {
    journal: options.journal,
    budgets: budget === undefined ? [] : [budget],
    policies: policy === undefined ? [] : [policy],
    listeners: options.listeners ?? [],
    clock: options.clock ?? systemClock,
    signer: options.signer,
    prompts: options.prompts ?? {},
    switchboard,
  };
  const runtime: Runtime = {
    pattern: patternFor(core),
    run(agent, input, runOptions) {
      const ticket: RuntimeTicket = { core, taken: false };
      const run = agent.run(input, { ...runOptions, [RUNTIME]: ticket } as RunOptions);
      if (ticket.taken) return run;
      run.abort();
      return refused(agent);
    },
    resume: (agent, checkpoint, decisions, runOptions) =>
      runtime.run(agent, checkpoint.input as never, resumed(checkpoint, decisions, runOptions)),
    control: switchboard,
  };
  return runtime;
}

/** The options that continue a run: its own principal and budget unless others are named, and its entries where it has them. */
function resumed(
  { runId, principal, budget, entries }: Checkpoint,
  decisions: readonly Decision[] = [],
  options: RunOptions = {},
): RunOptions {
  return {
    ...(principal === undefined ? {} : { principal }),
    ...(budget === undefined ? {} : { budget }),
    ...(entries === undefined ? {} : { journal: memoryJournal(entries) }),
    ...options,
    id: runId,
    decisions,
    [RESUMED]: true,
  } as RunOptions;
}

/** A run that failed before it began: what was handed to the agent cannot be governed from here. */
function refused<I, O>({ name, version }: Agent<I, O>): Run<O> {
  return standard
    .pattern<null, O>({ name, version }, () => Promise.reject(escaped(name)))
    .run(null);
}

const standard = createRuntime();

/**
 * Makes a pattern: an async function over a scope becomes an agent with cancellation, budgets, a journal, events and resume.
 * What the body does besides computing goes through the scope; see docs/kernel.md for the rules.
 */
export const pattern: Runtime['pattern'] = standard.pattern;

/** Continues a run under the runtime that its agent is bound to. Where it was begun by `runtime.run`, use `runtime.resume`. */
export const resume: Runtime['resume'] = (agent, checkpoint, decisions, options) =>
  agent.run(checkpoint.input as never, resumed(checkpoint, decisions, options));
