import { answerability, type CorpusChannel } from '@ashlar/text';
import { searchableText } from './searchable-text.ts';
import type { FoundPassage } from './store.ts';

/**
 * How likely the passages that were found carry an answer, 0 to 1: `answerability` of @ashlar/text over the best passage of
 * each source.
 */
export function assessEvidence(
  question: string,
  passages: readonly FoundPassage[],
  channels: readonly CorpusChannel[],
): number {
  const best = new Map<string, FoundPassage>();
  for (const passage of passages) {
    if (!best.has(passage.source)) best.set(passage.source, passage);
  }
  const evidence = [...best.values()].map((passage) => ({
    text: searchableText(passage.title, passage),
    source: passage.source,
  }));
  return answerability({ question, passages: evidence, channels }).score;
}

/** Evidence from which on to answer by words alone: the same for every collection. */
export const ANSWERABLE = 0.2;
