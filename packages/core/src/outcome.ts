import type { Approval } from './approval.ts';
import type { Budget } from './budget.ts';
import type { Verdict } from './check.ts';
import type { AnyAshlarError, StopCause } from './errors.ts';
import type { Json } from './json/json.ts';
import type { Principal } from './principal.ts';
import type { Usage } from './usage.ts';

/** What every end carries. */
interface Ended {
  readonly usage: Usage;
  /** Effects that were started and whose end nobody waited for: they may still be running outside. */
  readonly abandoned: readonly string[];
  /** Of a run that did not complete: what nested runs that did not complete either had, the deepest first. Absent when nothing. */
  readonly partials?: readonly NestedPartial[];
}

/** The last partial result of a nested run. */
export interface NestedPartial {
  readonly path: string;
  readonly agent: string;
  readonly value: Json;
}

/** How a run ended. Every end is a value; only `run.value()` throws. */
export type Outcome<O> = Ended &
  (
    | { readonly status: 'completed'; readonly value: O }
    | {
        readonly status: 'stopped';
        readonly reason: StopCause;
        readonly message: string;
        readonly partial?: O;
        /** For `resume`, with more budget for example. Absent in nested runs. */
        readonly checkpoint?: Checkpoint;
      }
    | { readonly status: 'blocked'; readonly verdicts: readonly Verdict[]; readonly partial?: O }
    | {
        readonly status: 'suspended';
        readonly pending: readonly Approval[];
        readonly checkpoint: Checkpoint;
      }
    | {
        readonly status: 'failed';
        readonly error: AnyAshlarError;
        readonly partial?: O;
        /** For `resume`, when what failed works again. Absent in nested runs and where nothing was recorded. */
        readonly checkpoint?: Checkpoint;
      }
  );

/** What `resume` needs, as JSON. With a durable journal the entries stay there. */
export interface Checkpoint {
  readonly runId: string;
  readonly pattern: string;
  readonly version: string;
  /** Absent when the input was undefined. */
  readonly input?: Json;
  /** On whose behalf; the run can only be resumed for the same. */
  readonly principal?: Principal;
  /** The run's own budget, which holds again unless the resume names another. */
  readonly budget?: Budget;
  /** The journal itself, only when it lived in memory. */
  readonly entries?: readonly Json[];
}
