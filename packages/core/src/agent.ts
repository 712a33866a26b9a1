import type { Decision } from './approval.ts';
import type { Budget } from './budget.ts';
import type { JournalFactory } from './journal.ts';
import type { Principal } from './principal.ts';
import type { PromptCatalog } from './prompt-catalog.ts';
import type { Run } from './run.ts';
import type { Schema } from './schema.ts';

export interface RunOptions {
  /** Aborts the run. */
  readonly signal?: AbortSignal | undefined;
  readonly budget?: Budget | undefined;
  /** On whose behalf. Inherited by everything below. */
  readonly principal?: Principal | undefined;
  /** Other wordings of questions, by name. Inherited by everything below. */
  readonly prompts?: PromptCatalog;
  /** Whether models are asked to stream. @default while somebody watches */
  readonly stream?: boolean | undefined;
  /** Name of the run; the same id with the same journal continues it. @default a random UUID */
  readonly id?: string;
  /** Where effects are recorded. @default the runtime's, else memory */
  readonly journal?: JournalFactory;
  /** Signed decisions on requests that the run suspended with. */
  readonly decisions?: readonly Decision[];
}

/**
 * Something that runs: every pattern, and every wrapper around one.
 * A wrapper must pass its options on with `{ ...options }`: they carry the parent of a nested run.
 */
export interface Agent<I = unknown, O = unknown> {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly input?: Schema<I>;
  readonly output?: Schema<O>;
  run(input: I, options?: RunOptions): Run<O>;
}
