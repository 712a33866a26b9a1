import type { CallContext } from './context.ts';
import type { Message } from './message.ts';

export interface CompactOptions {
  /** At most about this many tokens afterwards. */
  readonly maxTokens: number;
}

export interface Compacted {
  /** A valid history: no tool call without its result, no result without its call. */
  readonly messages: readonly Message[];
  /** How many of the given messages are no longer there as they were. */
  readonly dropped: number;
  /** Where the dropped messages can be read, when they were archived. */
  readonly reference?: string;
}

/**
 * Makes a conversation shorter: between turns, or inside the loop of an agent. What comes first and last stays, so that a
 * cached prefix remains one and the question at hand is not lost.
 */
export interface Compactor {
  compact(
    messages: readonly Message[],
    options: CompactOptions,
    context?: CallContext,
  ): Promise<Compacted>;
}
