import { support } from '@ashlar/text';
import { statesSameNumbers } from './same-numbers.ts';

/** Share of a statement's words, in a few sentences of the passage, from which on it counts as said there. */
const SAID = 0.9;
/** Share below which it counts as not said there. */
const UNSAID = 0.2;
const SENTENCES = 3;

/**
 * Whether a passage says a statement, as far as words and numbers can tell: `doubtful` is for a model or a person. A number that
 * the passage does not hold settles it; a denial and a changed name do not show.
 */
export function supportedBy(statement: string, passage: string): 'yes' | 'no' | 'doubtful' {
  if (!statesSameNumbers(statement, [passage])) return 'no';
  const { score } = support(statement, passage, { maxSentences: SENTENCES });
  if (score >= SAID) return 'yes';
  return score < UNSAID ? 'no' : 'doubtful';
}
