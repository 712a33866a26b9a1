import type { Span } from '@ashlar/core';

/** What stands in the place of a span. */
export interface Mask extends Span {
  readonly replacement: string;
}

/**
 * Masks in reading order without overlaps: those that overlap become one over all that they cover, with the replacement of
 * the longest; of two that are as long, of the earlier, then of the one that comes first in the alphabet.
 */
export function mergeMasks(masks: readonly Mask[]): readonly Mask[] {
  const merged: { mask: Mask; longest: Mask }[] = [];
  for (const mask of [...masks].sort(byPlace)) {
    const last = merged.at(-1);
    if (last === undefined || mask.start >= last.mask.end) {
      merged.push({ mask, longest: mask });
      continue;
    }
    if (lengthOf(mask) > lengthOf(last.longest)) last.longest = mask;
    const end = Math.max(last.mask.end, mask.end);
    last.mask = { start: last.mask.start, end, replacement: last.longest.replacement };
  }
  return merged.map(({ mask }) => mask);
}

/** The text with masks that do not overlap in their places. */
export function applyMasks(text: string, masks: readonly Mask[]): string {
  let masked = '';
  let at = 0;
  for (const { start, end, replacement } of masks) {
    masked += text.slice(at, start) + replacement;
    at = end;
  }
  return masked + text.slice(at);
}

function byPlace(a: Mask, b: Mask): number {
  return a.start - b.start || b.end - a.end || (a.replacement < b.replacement ? -1 : 1);
}

function lengthOf({ start, end }: Span): number {
  return end - start;
}
