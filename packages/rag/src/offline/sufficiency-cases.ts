import type { Example } from '@ashlar/core';
import type { Sufficiency, SufficiencyInput } from '../questions/judge-sufficiency.ts';

const judged = (
  question: string,
  texts: readonly string[],
  missing: string,
  note: string,
): Example<SufficiencyInput, Sufficiency> => ({
  input: {
    question,
    passages: texts.map((text, i) => ({ id: i + 1, source: `${i + 1}.md`, text })),
  },
  output: { sufficient: missing === '', missing },
  note,
});

/**
 * Labelled cases of `rag.sufficient`. Right is the same verdict, and something that is missing where it is not enough, whatever the
 * words. Not shown to models.
 */
export const sufficiencyCases: readonly Example<SufficiencyInput, Sufficiency>[] = [
  judged(
    'How is sandstone split?',
    ['Sandstone is split with wedges of dry oak.'],
    '',
    'one passage is enough',
  ),
  judged('How is sandstone split?', [], 'How is sandstone split?', 'nothing was found'),
  judged(
    'Who founded the quarry, and when was the canteen opened?',
    ['The quarry was founded by Ada Stone.'],
    'When was the canteen opened?',
    'a half is missing',
  ),
  judged(
    'Who founded the quarry, and where was Ada Stone born?',
    ['The quarry was founded by Ada Stone.', 'Ada Stone was born in Carrara.'],
    '',
    'two passages together',
  ),
  judged(
    'When is blasting allowed on weekdays?',
    ['Whether blasting is allowed on weekdays, and when, is decided by the master.'],
    'When does the master allow blasting?',
    'the words of the question, and no answer',
  ),
];
