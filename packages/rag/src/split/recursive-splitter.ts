import type { Span } from '@ashlar/core';
import { trimSpan } from '@ashlar/text';
import { cutSpan, type Fits } from './cut-span.ts';
import { packSpans } from './pack-spans.ts';
import { passagesOf } from './passages-of.ts';
import { requireLength } from './require-length.ts';
import { type Splitter, splitterOf } from './splitter.ts';

/** Options of {@link recursiveSplitter}; lengths are in UTF-16 code units. */
export interface RecursiveOptions {
  /** A chunk is not longer than this; 2 at least. @default 800 */
  readonly size?: number;
  /** What of a chunk is repeated in the next, at most: whole paragraphs, lines or words. @default 0 */
  readonly overlap?: number;
}

/**
 * Splits at empty lines; what is still too long at line breaks, then at spaces, then anywhere. It knows nothing of headings,
 * tables or sentences: use it for text of which nothing is known, and to compare with other libraries.
 */
export function recursiveSplitter({ size = 800, overlap = 0 }: RecursiveOptions = {}): Splitter {
  requireLength('size', size, 2);
  const fits: Fits = ({ start, end }) => end - start <= size;
  const repeats: Fits = ({ start, end }) => end - start <= overlap;
  return splitterOf('recursive', { size, overlap }, (document) => {
    const whole = { start: 0, end: document.text.length };
    return passagesOf(document, splitRecursively(document.text, whole, { fits, repeats }));
  });
}

const SEPARATORS = [/(?:\r\n|\n|\r)\s*(?:\r\n|\n|\r)/g, /[\r\n]+/g, /\s+/g] as const;

/** Chunks of a span of a text that fit, in text order. */
export function splitRecursively(
  text: string,
  span: Span,
  options: { readonly fits: Fits; readonly repeats?: Fits },
  level = 0,
): Span[] {
  const trimmed = trimSpan(text, span);
  if (trimmed.start === trimmed.end) return [];
  if (options.fits(trimmed)) return [trimmed];
  const separator = SEPARATORS[level];
  if (separator === undefined) return cutSpan(text, trimmed, options.fits);
  const chunks: Span[] = [];
  let run: Span[] = [];
  const flush = (): void => {
    chunks.push(...packSpans(run, options));
    run = [];
  };
  for (const piece of separate(text, trimmed, separator)) {
    if (options.fits(piece)) run.push(piece);
    else {
      flush();
      chunks.push(...splitRecursively(text, piece, options, level + 1));
    }
  }
  flush();
  return chunks;
}

function separate(text: string, { start, end }: Span, separator: RegExp): Span[] {
  const pieces: Span[] = [];
  let from = start;
  const push = (to: number): void => {
    const piece = trimSpan(text, { start: from, end: to });
    if (piece.end > piece.start) pieces.push(piece);
  };
  for (const { index, 0: found } of text.slice(start, end).matchAll(separator)) {
    push(start + index);
    from = start + index + found.length;
  }
  push(end);
  return pieces;
}
