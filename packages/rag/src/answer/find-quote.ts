import type { Span } from '@ashlar/core';

/**
 * Where a quote stands in a text: exactly, else with other white space, quotation marks, dashes, emphasis or with accents that
 * are composed in another way. The span covers
 * what stands in the text, so slicing it gives a quote that is verbatim. Undefined when it does not stand there.
 */
export function findQuote(text: string, quote: string): Span | undefined {
  const wanted = quote.trim();
  if (!/[\p{L}\p{N}]/u.test(wanted)) return undefined;
  const start = text.indexOf(wanted);
  if (start !== -1) return { start, end: start + wanted.length };
  const plain = normalise(text);
  const needle = normalise(wanted).text.trim();
  const at = needle === '' ? -1 : plain.text.indexOf(needle);
  // What goes on with an accent is another letter.
  if (at === -1 || /^\p{M}/u.test(plain.text.slice(at + needle.length))) return undefined;
  const last = plain.places[at + needle.length - 1] as number;
  return { start: plain.places[at] as number, end: last + 1 };
}

interface Normalised {
  readonly text: string;
  /** Where each code unit came from. */
  readonly places: readonly number[];
}

function normalise(original: string): Normalised {
  let text = '';
  const places: number[] = [];
  for (let at = 0; at < original.length; at += 1) {
    const unit = SAME.get(original.charAt(at)) ?? original.charAt(at);
    const plain = /\s/.test(unit) ? ' ' : unit;
    if (plain === '' || (plain === ' ' && text.endsWith(' '))) continue;
    const letters = plain > '\u007f' ? plain.normalize('NFD') : plain;
    text += letters;
    for (let i = 0; i < letters.length; i += 1) places.push(at);
  }
  return { text, places };
}

/** Characters that writers and models use for each other; emphasis, escapes and soft hyphens are nothing. */
const SAME = new Map([
  ...[...'‘’‚‛′'].map((mark): [string, string] => [mark, "'"]),
  ...[...'“”„‟″«»'].map((mark): [string, string] => [mark, '"']),
  ...[...'‐‑‒–—−'].map((mark): [string, string] => [mark, '-']),
  ...[...'*_`\\\u00ad'].map((mark): [string, string] => [mark, '']),
]);
