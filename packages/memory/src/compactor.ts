import type {
  Archive,
  CallContext,
  Compacted,
  CompactOptions,
  Compactor,
  Message,
} from '@ashlar/core';
import { type Condensing, condense } from './condense.ts';
import type { Digest } from './digest.ts';
import { effectsOf } from './effects.ts';
import { entriesOf } from './entry.ts';
import { type CountTokens, estimateTokens } from './estimate-tokens.ts';

/** What becomes of messages that leave. */
export interface CompactorOptions {
  /** What the model is told of them: `runningSummary`, `typedFacts`. Default: nothing. */
  readonly digests?: readonly Digest[];
  /** Keeps them as they were, to be read back by reference. Default: they are not kept. */
  readonly archive?: Archive;
  /** Your data classes from the lowest to the highest, to label what was joined. Default: see core's `joinLabels`. */
  readonly dataClasses?: readonly string[];
  /** Default: `estimateTokens`. */
  readonly countTokens?: CountTokens;
}

/** A compactor that a memory can use, too. */
export interface ConversationCompactor extends Compactor {
  readonly condensing: Condensing;
}

/**
 * Makes a conversation shorter: core's `Compactor`, for the loop of an agent and for `threadMemory`.
 *
 * The oldest turns leave first, then the oldest steps of the turn at hand; its question, its last step and all that the system said
 * stay, and no tool call is parted from its result. Costs what the digests cost. About the last turn it can do nothing: when
 * its last step alone is larger than `maxTokens`, so is what comes back.
 *
 * @throws what the digests throw; the history is then unchanged
 */
export function compactor(options: CompactorOptions = {}): ConversationCompactor {
  const { digests = [], archive, dataClasses, countTokens = estimateTokens } = options;
  const condensing = {
    digests,
    countTokens,
    ...(archive !== undefined && { archive }),
    ...(dataClasses !== undefined && { dataClasses }),
  };
  return {
    condensing,
    async compact(
      messages: readonly Message[],
      { maxTokens }: CompactOptions,
      context?: CallContext,
    ): Promise<Compacted> {
      if (countTokens(messages) <= maxTokens) return { messages, dropped: 0 };
      const owner = context?.principal;
      const effects = effectsOf(context, owner);
      const whose = owner === undefined ? {} : { owner };
      const { entries, ...shorter } = await condense(
        entriesOf(messages),
        { tokens: maxTokens },
        condensing,
        whose,
        effects,
      );
      return { ...shorter, messages: entries.map(({ message }) => message) };
    },
  };
}
