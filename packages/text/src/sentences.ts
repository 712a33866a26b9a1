import { INNER_ABBREVIATIONS, SENTENCE_OPENERS } from './abbreviations.ts';
import { type Span, trimSpan } from './span.ts';
import { textBlocks } from './text-blocks.ts';

const CLOSERS = `["'”’»›)\\]}」』）】》〉〕］*_]*`;
// Marks that always end a sentence; and those that end one only with white space (or a script without spaces) after.
const END = new RegExp(
  `(?:[。！？｡؟۔।॥։።፧။។៕།]+|([.!?…‼⁇⁈⁉]+))${CLOSERS}|(?<=[\\p{sc=Thai}\\p{sc=Laoo}])\\s+(?=[\\p{sc=Thai}\\p{sc=Laoo}])`,
  'gu',
);
const NEXT_WORD = /^\s*["'“‘«‹([{*_¿¡]*([\p{L}\p{N}][\p{L}\p{N}\p{M}]*)?/u;
const WORD_BEFORE = /[^\s([{"'“‘«]+$/u;
const UNSPACED = /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}]/u;
const MONTH = /^(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Jahrhundert|Oct|ene|mai)/u;
/** A space ends a Thai or Lao sentence only from this length on: shorter ones set off names and numbers. */
const THAI_MINIMUM = 40;

function pointEnds(before: string, after: string): boolean {
  const next = NEXT_WORD.exec(after)?.[1] ?? '';
  if (/^\p{Ll}/u.test(next)) return false;
  const word = (WORD_BEFORE.exec(before)?.[0] ?? '').replace(/^\.+/, '');
  if (INNER_ABBREVIATIONS.has(word.toLowerCase())) return next === '';
  // Initials (J. Smith, z. B.), dotted acronyms (U.S. Navy, a.m.) and ordinals (3. Oktober).
  if (/^(?:\p{L}\p{M}*\.)*\p{L}\p{M}*$/u.test(word) || /^(?:\p{L}\.)+\p{L}+$/u.test(word)) {
    return next === '' || SENTENCE_OPENERS.has(next.toLowerCase());
  }
  if (/^\d{1,2}$/.test(word)) return !MONTH.test(next) && before.trim() !== word;
  return true;
}

function splitBlock(text: string, block: Span): Span[] {
  const slice = text.slice(block.start, block.end);
  const sentences: Span[] = [];
  let start = 0;
  const cut = (end: number): void => {
    const span = trimSpan(slice, { start, end });
    if (span.end > span.start) {
      sentences.push({ start: block.start + span.start, end: block.start + span.end });
    }
    start = end;
  };
  for (const match of slice.matchAll(END)) {
    const end = match.index + match[0].length;
    const after = slice.slice(end, end + 60);
    const weak = match[1];
    if (match[0].trim() === '') {
      if (match.index - start >= THAI_MINIMUM) cut(end);
    } else if (weak === undefined) {
      cut(end);
    } else if (after === '' || /^\s/.test(after)) {
      if (weak === '.') {
        if (pointEnds(slice.slice(Math.max(start, match.index - 40), match.index), after)) cut(end);
      } else if (!/^\p{Ll}/u.test(NEXT_WORD.exec(after)?.[1] ?? '')) cut(end);
    } else if (weak !== '.' && UNSPACED.test(after)) cut(end);
  }
  cut(slice.length);
  return sentences;
}

/**
 * The sentences of a text in any language, as trimmed spans in text order.
 *
 * Spans do not overlap and together cover everything that is not white space, so `text.slice(start, end)` is always the
 * sentence as it stands. Abbreviations, initials, decimals, URLs and Markdown structure (headings, list items, table rows,
 * fenced code lines) are respected. Thai and Lao have no full stop: a space after 40 letters counts as one.
 * By rules and Unicode properties alone, so the result does not change with the engine as `Intl.Segmenter`'s does.
 */
export function sentences(text: string): Span[] {
  return textBlocks(text).flatMap((block) => splitBlock(text, block));
}
