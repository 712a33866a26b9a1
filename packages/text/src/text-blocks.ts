import type { Span } from './span.ts';

const LINE = /[^\r\n\u0085\u2028\u2029]+/g;
const FENCE = /^\s{0,3}(```+|~~~+)/;
const RULE = /^\s*(?:[-*_=]\s*){3,}$|^\s*\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*$/;
// Opens a block: heading, list item, numbered item, quote, definition.
const OPENS = /^\s*(?:#{1,6}\s|[-*+•‣◦]\s|\(?(?:\d{1,3}|[a-zA-Z])[.)]\s|>|\[\^?[^\]]+\]:)/;
// Is a block of its own: heading, table row.
const ALONE = /^\s*(?:#{1,6}\s|\|)|^[^|]*\|[^|]*\|.*\|\s*$/;

/**
 * Pieces of plain or Markdown text that no sentence crosses: paragraphs, headings, list items, table rows, lines of
 * fenced code. Soft line breaks inside a paragraph do not cut. Rules and fences belong to no block of words but are kept,
 * so that the blocks cover all that is not white space.
 */
export function textBlocks(text: string): Span[] {
  const blocks: Span[] = [];
  let open = false;
  let fence: string | undefined;
  let previousEnd = 0;
  for (const match of text.matchAll(LINE)) {
    const line = match[0];
    const start = match.index;
    const end = start + line.length;
    const breaks = text.slice(previousEnd, start).replace(/\r\n/g, '\n').length;
    previousEnd = end;
    if (line.trim() === '') {
      open = false;
      continue;
    }
    const marker = FENCE.exec(line)?.[1];
    const inFence = fence !== undefined;
    if (marker !== undefined && fence === undefined) fence = marker;
    else if (marker !== undefined && fence !== undefined && marker.startsWith(fence))
      fence = undefined;
    const alone = inFence || marker !== undefined || RULE.test(line) || ALONE.test(line);
    const last = blocks.at(-1);
    if (open && !alone && breaks < 2 && last !== undefined && !OPENS.test(line)) {
      blocks[blocks.length - 1] = { start: last.start, end };
    } else {
      blocks.push({ start, end });
    }
    open = !alone;
  }
  return blocks;
}
