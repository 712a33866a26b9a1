import type { Span } from '@ashlar/core';
import { sentences } from '@ashlar/text';
import { cutSpan, type Fits } from './cut-span.ts';
import { packSpans } from './pack-spans.ts';
import { passagesOf } from './passages-of.ts';
import { requireLength } from './require-length.ts';
import { type Splitter, splitterOf } from './splitter.ts';

/** Options of {@link sentenceSplitter}; lengths are in UTF-16 code units. */
export interface SentenceOptions {
  /** A chunk is not longer than this; 2 at least. @default 800 */
  readonly size?: number;
  /** Whole sentences of a chunk that are repeated in the next, at most this much. @default 0 */
  readonly overlap?: number;
}

/** Splits between sentences, in any script that `sentences` of `@ashlar/text` knows; only a sentence that is too long is cut. */
export function sentenceSplitter({ size = 800, overlap = 0 }: SentenceOptions = {}): Splitter {
  requireLength('size', size, 2);
  const fits: Fits = ({ start, end }) => end - start <= size;
  const repeats: Fits = ({ start, end }) => end - start <= overlap;
  return splitterOf('sentence', { size, overlap }, (document) =>
    passagesOf(document, packSpans(sentencesThatFit(document.text, fits), { fits, repeats })),
  );
}

/** The sentences of a text; one that does not fit in parts. */
export function sentencesThatFit(text: string, fits: Fits): Span[] {
  return sentences(text).flatMap((one) => (fits(one) ? [one] : cutSpan(text, one, fits)));
}
