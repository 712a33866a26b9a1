import type { Example } from '@ashlar/core';
import type { Complexity } from '../questions/classify-question.ts';

const asked = (
  question: string,
  complexity: Complexity,
  note: string,
): Example<{ readonly question: string }, { readonly complexity: Complexity }> => ({
  input: { question },
  output: { complexity },
  note,
});

/** Labelled cases of `rag.classify`. Right is the same kind. Not shown to models. */
export const classifyCases: readonly Example<
  { readonly question: string },
  { readonly complexity: Complexity }
>[] = [
  asked('Good morning!', 'none', 'a greeting'),
  asked('Merci, that was quick.', 'none', 'thanks, in two languages'),
  asked('When is blasting allowed?', 'single', 'one fact'),
  asked('Wie lange lernt ein Lehrling?', 'single', 'one fact, in German'),
  asked(
    'In which year was the mother of the person who founded the quarry born?',
    'multi',
    'two things have to be found out first',
  ),
  asked('Which is harder, granite or marble?', 'multi', 'a comparison'),
  asked('Welche Steinart ist älter als Marmor?', 'multi', 'a comparison, in German'),
  asked('Thanks! And when is blasting allowed?', 'single', 'thanks before a question'),
];
