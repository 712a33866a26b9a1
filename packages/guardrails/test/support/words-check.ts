import type { Check, Verdict } from '@ashlar/core';
import { textCheck } from '../../src/checks/text-check.ts';

/** Blocks or masks words, which a stream can be checked for with the length of the longest. */
export function wordsCheck(
  words: readonly string[],
  action: Verdict['action'] = 'block',
  over: Partial<Check> = {},
): Check {
  const lookback = Math.max(...words.map((word) => word.length));
  const check = textCheck(
    { id: 'words', stages: ['output'], origins: ['model'], lookback },
    (text) =>
      words.flatMap((word) =>
        [...text.matchAll(new RegExp(word, 'g'))].map(({ index }) => ({
          action,
          code: 'words.found',
          message: 'A word of the list.',
          span: { start: index, end: index + word.length },
          ...(action === 'mask' ? { replacement: '[WORD]' } : {}),
        })),
      ),
  );
  return { ...check, ...over };
}
