import { support } from '@ashlar/text';
import type { ChooseSourcesInput, ChosenSources } from '../questions/choose-sources.ts';

/** A further source must share this much of what the best one shares. */
const SHARE = 0.5;

/** Answers `rag.choose-sources` without a model: the sources whose descriptions share words with the question, if they are few. */
export function chooseByDescription({ question, sources }: ChooseSourcesInput): ChosenSources {
  const scored = sources
    .map(({ name, description }) => ({
      name,
      score: support(question, `${name}. ${description}`, { maxSentences: 8 }).score,
    }))
    .toSorted((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  const likely = scored.filter(({ score }) => score > 0 && score >= SHARE * best);
  if (likely.length > sources.length / 2) return { sources: [] };
  return { sources: likely.map(({ name }) => ({ name, query: question })) };
}
