import type {
  AnyAshlarError,
  Archive,
  ChatModel,
  Compactor,
  Memory,
  Schema,
  Tool,
} from '@ashlar/core';

/** What bounds the loop. Money, tokens and time are bounded by the budget of the run. */
export interface LoopLimits {
  /** Answers of the model. The run then ends as `stopped` with reason `steps`. @default 50 */
  readonly turns?: number;
  /** Tools of one answer that run at once; waiting for an approval does not count. @default 8 */
  readonly concurrency?: number;
  /**
   * How often the same tool may be called with the same arguments in a run. The call after that is not made and the model is told;
   * one more ends the run as `stopped` with reason `loop`. The count begins anew when something else that changes things (not a `read`)
   * was done for the first time. For tools that are polled allow more. @default 2
   */
  readonly repeats?: number;
  /**
   * How many answers in a row may be of no use (unknown tools, arguments that do not fit, cut off, empty): each is sent back with
   * what is wrong. One more ends the run as `stopped` with reason `loop`. @default 2
   */
  readonly reasks?: number;
  /** Milliseconds for one call of a tool that has no `timeoutMs` of its own. @default 60,000 */
  readonly toolTimeoutMs?: number;
  /** Output tokens of one answer of the model. @default the model's own */
  readonly maxTokens?: number;
}

/** How results of tools become what the model reads. */
export interface ResultOptions {
  /** Where results that are too large are kept. The model gets the beginning and can read on with the tool `read_result`. @default they are cut */
  readonly archive?: Archive;
  /** Characters of one result that the model gets at once, of JSON its text. Images and documents do not count. @default 20,000 */
  readonly maxCharacters?: number;
  /**
   * What the model reads of an error. After a resume an error has its code, message and facts, but no cause.
   *
   * @default {@link errorText}: the words of errors that are made for the model, else only that the tool failed
   */
  readonly errorText?: (error: AnyAshlarError, tool: string) => string;
}

/** When a long conversation is made shorter. */
export interface CompactionOptions {
  readonly compactor: Compactor;
  /** Input tokens from which on it is done, by the model's own count of the last request and an estimate of what came since. */
  readonly aboveTokens: number;
  /** About how many it should leave. @default half of `aboveTokens` */
  readonly toTokens?: number;
}

/**
 * Whether `once` effects are undone when the run ends with an error. `never`: a failed run can be resumed. `on-failure`: unless it was
 * stopped by a limit, which more budget would mend. A function decides by the error. An abort leaves no time for it: undo an
 * aborted or killed run with `agent.rollback`.
 */
export type CompensatePolicy = 'never' | 'on-failure' | ((error: AnyAshlarError) => boolean);

/** Options of {@link toolAgent}. */
export interface ToolAgentOptions<Out = string> {
  /** Stands in ids, events and journals. */
  readonly name: string;
  /** Change it when tools or instructions change: a journal of another version is not replayed. @default '1' */
  readonly version?: string;
  /** What it is for, where it is offered to other agents. */
  readonly description?: string;
  readonly model: ChatModel;
  readonly tools: readonly Tool[];
  /** What the agent is to do and how. */
  readonly instructions?: string;
  /** The type of the answer. @default text */
  readonly output?: Schema<Out>;
  readonly limits?: LoopLimits;
  readonly results?: ResultOptions;
  /** Conversations that go on: what was said before is loaded, and what was said is appended when the run completes. */
  readonly memory?: Memory;
  readonly compaction?: CompactionOptions;
  /** @default 'never' */
  readonly compensate?: CompensatePolicy;
}
