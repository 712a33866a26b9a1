import type { Span } from '@ashlar/core';
import { sentences, trimSpan } from '@ashlar/text';
import type { Block } from './block.ts';

/** A block, or a part of one that was too long: what chunks are packed from. */
export interface Unit extends Span {
  readonly level?: number;
  readonly title?: string;
}

/** Cuts blocks into units of at most `size` code units: at lines, at sentences, at spaces, and only then anywhere. */
export function unitsOf(text: string, blocks: readonly Block[], size: number): Unit[] {
  return blocks.flatMap((block): Unit[] => {
    if (block.kind === 'front-matter' || block.kind === 'directive') return [];
    const { level, title } = block;
    const span = trimSpan(text, block);
    if (span.end === span.start) return [];
    if (span.end - span.start <= size) {
      return [{ ...span, ...(level !== undefined && { level, title: title ?? '' }) }];
    }
    const parts = block.kind === 'code' || block.kind === 'table' ? lines : sentencesIn;
    return parts(text, span).flatMap((part) => cut(text, part, size));
  });
}

function lines(text: string, { start, end }: Span): Span[] {
  const slice = text.slice(start, end);
  return [...slice.matchAll(/[^\r\n]+/g)]
    .map(({ index, 0: line }) => ({ start: start + index, end: start + index + line.length }))
    .map((span) => trimSpan(text, span))
    .filter((span) => span.end > span.start);
}

function sentencesIn(text: string, { start, end }: Span): Span[] {
  return sentences(text.slice(start, end)).map((span) => ({
    start: start + span.start,
    end: start + span.end,
  }));
}

function cut(text: string, span: Span, size: number): Span[] {
  const parts: Span[] = [];
  let { start } = span;
  while (span.end - start > size) {
    const end = breakBefore(text, start, start + size);
    const part = trimSpan(text, { start, end });
    if (part.end > part.start) parts.push(part);
    start = end;
  }
  const rest = trimSpan(text, { start, end: span.end });
  if (rest.end > rest.start) parts.push(rest);
  return parts;
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
