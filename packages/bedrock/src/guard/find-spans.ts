import type { Span } from '@ashlar/core';

/**
 * Where a text that a guardrail matched stands. It says what it matched and not where: every place counts, whole words first ("Al" is
 * not the beginning of "Always"), and any place when it is part of words only.
 */
export function findSpans(text: string, match: string): readonly Span[] {
  if (match === '') return [];
  const all: Span[] = [];
  for (let start = text.indexOf(match); start !== -1; start = text.indexOf(match, start + 1)) {
    all.push({ start, end: start + match.length });
  }
  const whole = all.filter(({ start, end }) => {
    const [before = '', after = ''] = [text[start - 1], text[end]];
    const [first = '', last = ''] = [match[0], match.at(-1)];
    return !(isWord(before) && isWord(first)) && !(isWord(after) && isWord(last));
  });
  return whole.length > 0 ? whole : all;
}

function isWord(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
