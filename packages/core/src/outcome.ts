import type { Approval } from './approval.ts';
import type { Verdict } from './check.ts';
import type { AshlarError, StopCause } from './errors.ts';
import type { Json } from './json/json.ts';
import type { Usage } from './usage.ts';

/** What every end carries. */
interface Ended {
  readonly usage: Usage;
  /** Effects that were started and whose end nobody waited for: they may still be running outside. */
  readonly abandoned: readonly string[];
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
      }
    | { readonly status: 'blocked'; readonly verdicts: readonly Verdict[]; readonly partial?: O }
    | {
        readonly status: 'suspended';
        readonly pending: readonly Approval[];
        readonly checkpoint: Checkpoint;
      }
    | { readonly status: 'failed'; readonly error: AshlarError; readonly partial?: O }
  );

/** What `resume` needs, as JSON. With a durable journal the entries stay there. */
export interface Checkpoint {
  readonly runId: string;
  readonly pattern: string;
  readonly version: string;
  readonly input: Json;
  /** The journal itself, only when it lived in memory. */
  readonly entries?: readonly Json[];
}
