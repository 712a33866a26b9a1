import type { Agent, RunOptions } from './agent.ts';
import type { Decision } from './approval.ts';
import type { Budget } from './budget.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Control } from './control.ts';
import type { RunEvent } from './event.ts';
import type { JournalFactory } from './journal.ts';
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
  /** Runs any agent under this runtime. */
  run<I, O>(agent: Agent<I, O>, input: I, options?: RunOptions): Run<O>;
  /** Continues a suspended run, in this process or another. */
  resume<I, O>(
    agent: Agent<I, O>,
    checkpoint: Checkpoint,
    decisions?: readonly Decision[],
    options?: RunOptions,
  ): Run<O>;
  /** The kill switch. */
  readonly control: Control;
}

const RUNTIME = Symbol.for('ashlar.runtime');

export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const core: RuntimeCore = {
    journal: options.journal,
    budget: options.budget,
    policy: options.policy,
    listeners: options.listeners ?? [],
    clock: options.clock ?? systemClock,
    signer: options.signer,
    prompts: options.prompts ?? {},
    switchboard: createSwitchboard(),
  };
  const runtimeOf = (runOptions: RunOptions): RuntimeCore =>
    (runOptions as { readonly [RUNTIME]?: RuntimeCore })[RUNTIME] ?? core;
  const runtime: Runtime = {
    pattern: patternFor(core, runtimeOf),
    run: (agent, input, runOptions) =>
      agent.run(input, { ...runOptions, [RUNTIME]: core } as RunOptions),
    resume(agent, { runId, input, entries }, decisions = [], runOptions = {}) {
      const memory = entries === undefined ? {} : { journal: memoryJournal(entries) };
      return runtime.run(agent, input as never, { ...memory, ...runOptions, id: runId, decisions });
    },
    control: core.switchboard,
  };
  return runtime;
}

const standard = createRuntime();

/**
 * Makes a pattern: an async function over a scope becomes an agent with cancellation, budgets, a journal, events and resume.
 * What the body does besides computing goes through the scope; see docs/kernel.md for the rules.
 */
export const pattern: Runtime['pattern'] = standard.pattern;

/** Continues a suspended run under the default runtime; use `runtime.resume` where there is a runtime. */
export const resume: Runtime['resume'] = standard.resume;
