import type { Span } from '@ashlar/core';

/** `text === document.slice(start, end)`. */
export interface TextPart extends Span {
  readonly text: string;
}

/** A text in parts of at most `size` characters, cut after a paragraph where there is one, else after a line, else anywhere. */
export function partsOf(text: string, size: number): readonly TextPart[] {
  const parts: TextPart[] = [];
  let start = 0;
  while (start < text.length) {
    const end = start + size >= text.length ? text.length : cut(text, start, start + size);
    parts.push({ text: text.slice(start, end), start, end });
    start = end;
  }
  return parts;
}

function cut(text: string, start: number, most: number): number {
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(mark, most - mark.length);
    if (at > start) return at + mark.length;
  }
  // Not between the two halves of a character.
  return /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
}
