import type { Answerer } from '@ashlar/core';
import type { Digest } from './digest.ts';
import { wholeOption } from './errors.ts';
import { classOf } from './labels.ts';
import { renderEntries } from './render-entries.ts';
import type { SummariseInput, SummariseOutput } from './summarise-conversation.ts';

/** Who summarises, and how long. */
export interface RunningSummaryOptions {
  /** `summariseConversation.on(model)`, or a rule. */
  readonly by: Answerer<SummariseInput, SummariseOutput>;
  /** How many words the summary may have. Default 200. */
  readonly words?: number;
}

/**
 * A summary that grows with what leaves: the summary so far and the leaving messages become the next one, so each message is read
 * once. One call a compaction, of about the size of what leaves.
 */
export function runningSummary({ by, words = 200 }: RunningSummaryOptions): Digest {
  wholeOption('words', words, 1);
  return {
    name: 'summary',
    async fold({ before, entries, label, effects }) {
      const lines = renderEntries(entries);
      const known = typeof before === 'string' ? before : '';
      if (lines.length === 0) return known === '' ? undefined : { shown: known };
      return {
        shown: (await effects.ask(by, { before: known, lines, words, ...classOf(label) })).summary,
      };
    },
  };
}
