import type { Span } from './span.ts';

// A number with separators is one word (7,000,000 or 3.5), unless letters follow (3.6b).
// Otherwise letters, marks and digits; joiners and soft hyphens stay inside a word.
const WORD =
  /\p{Nd}+(?:[.,٫٬]\p{Nd}+)+(?![\p{L}\p{M}\p{N}])|[\p{L}\p{N}][\p{L}\p{N}\p{M}\u00ad\u200c\u200d]*/gu;
const CONTRACTION = /^(?:s|t|d|m|re|ve|ll)$/i;
const APOSTROPHE = /['’ʼ＇]/;

/**
 * The places of the words in a text, whatever its language; in scripts without spaces a whole run is one "word".
 *
 * What follows an apostrophe in English contractions (`people's`, `don't`) is no word.
 */
export function wordSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(WORD)) {
    const start = match.index;
    const before = start > 1 ? text.charAt(start - 1) : '';
    if (APOSTROPHE.test(before) && spans.at(-1)?.end === start - 1 && CONTRACTION.test(match[0])) {
      continue;
    }
    spans.push({ start, end: start + match[0].length });
  }
  return spans;
}
