import type { Span } from './answer.ts';
import type { CallContext } from './context.ts';
import type { Origin } from './label.ts';
import type { Message, Part } from './message.ts';

export type CheckStage = 'ingest' | 'input' | 'retrieval' | 'tool-call' | 'tool-result' | 'output';

export interface InspectedPart {
  readonly part: Part;
  readonly origin: Origin;
  /** Index of the part in the list that was given to the guard. */
  readonly index: number;
  /** Where in a part that has structure, for example `$.to[0]` of a tool's input; absent: all of the part. */
  readonly path?: string;
}

export interface Verdict {
  readonly check: string;
  readonly action: 'allow' | 'flag' | 'mask' | 'block';
  /** A stable code, for example `pii.email`. */
  readonly code: string;
  /** Says what was found without repeating it. */
  readonly message: string;
  readonly part?: number;
  /** The `path` of what was inspected, when it had one. `span` counts in the text at that place. */
  readonly path?: string;
  readonly span?: Span;
  /** What stands in the place of `span` when the action is `mask`. */
  readonly replacement?: string;
  /** 0..1 */
  readonly confidence?: number;
}

export interface CheckContext extends CallContext {
  readonly stage: CheckStage;
  readonly history?: readonly Message[];
  /** Passages that an answer should stand on. */
  readonly sources?: readonly string[];
  readonly query?: string;
}

/** Looks at parts and gives verdicts. One call may carry many parts. */
export interface Check {
  readonly id: string;
  readonly stages: readonly CheckStage[];
  readonly origins: readonly Origin[];
  /** `sync`: no waiting; `local`: this process; `remote`: a network call. */
  readonly cost: 'sync' | 'local' | 'remote';
  /** Characters of earlier text that it needs to see again when text is streamed; absent: all of it. */
  readonly lookback?: number;
  inspect(
    parts: readonly InspectedPart[],
    context: CheckContext,
  ): readonly Verdict[] | Promise<readonly Verdict[]>;
}
