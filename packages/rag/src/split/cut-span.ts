import type { Span } from '@ashlar/core';
import { trimSpan } from '@ashlar/text';

/** Whether a part of the text is short enough. Of two parts with the same start, the shorter one fits if the longer one does. */
export type Fits = (span: Span) => boolean;

/** Cuts a span into parts that fit: at spaces, and only then anywhere, but inside of no character. */
export function cutSpan(text: string, span: Span, fits: Fits): Span[] {
  const parts: Span[] = [];
  const push = (part: Span): void => {
    const trimmed = trimSpan(text, part);
    if (trimmed.end > trimmed.start) parts.push(trimmed);
  };
  let { start } = span;
  for (;;) {
    const limit = longest(start, span.end, fits);
    if (limit === span.end) break;
    const end = breakBefore(text, start, limit);
    push({ start, end });
    start = end;
  }
  push({ start, end: span.end });
  return parts;
}

/** The farthest end that fits, at least two code units on: with doubling steps, since measuring may cost what it measures. */
function longest(start: number, end: number, fits: Fits): number {
  let good = Math.min(end, start + 2);
  let step = 64;
  while (good < end) {
    const next = Math.min(end, start + step);
    if (!fits({ start, end: next })) break;
    good = next;
    step *= 2;
  }
  let bad = Math.min(end, start + step) + 1;
  if (good === end) return end;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (fits({ start, end: middle })) good = middle;
    else bad = middle;
  }
  return good;
}

/** The last space in the second half of the range, else the last place that is not inside a character. */
function breakBefore(text: string, start: number, limit: number): number {
  for (let at = limit; at > start + (limit - start) / 2; at -= 1) {
    if (/\s/.test(text.charAt(at))) return at;
  }
  let at = limit;
  while (at > start + 1 && limit - at < 64 && insideCharacter(text, at)) at -= 1;
  return insideCharacter(text, at) ? limit - (isLowSurrogate(text, limit) ? 1 : 0) : at;
}

const JOINED = /^[\p{M}\p{Cf}\p{Variation_Selector}\p{Emoji_Modifier}]/u;

/** Whether cutting here would split a surrogate pair, a letter from its marks, or a joined emoji. */
function insideCharacter(text: string, at: number): boolean {
  return (
    isLowSurrogate(text, at) ||
    text.charAt(at - 1) === '\u200D' ||
    JOINED.test(text.slice(at, at + 2))
  );
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
