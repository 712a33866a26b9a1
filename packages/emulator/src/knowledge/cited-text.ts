import type { Part } from '@ashlar/core';
import { numberAt, objectAt } from '../wire/read.ts';

/** A stretch of an answer and the passages that it stands on, by their place in the list. */
export interface CitedSpan {
  readonly text: string;
  /** UTF-16 code units of the whole answer, half-open. */
  readonly start: number;
  readonly end: number;
  readonly passages: readonly number[];
}

export interface CitedText {
  readonly text: string;
  readonly spans: readonly CitedSpan[];
}

/** `[1]`, `[1][3]` or `[1, 3]` behind what it supports, with the blanks before it. */
const markers = /[^\S\n]*((?:\[\d+(?:\s*,\s*\d+)*\])+)/g;

/**
 * Takes the markers of passages out of an answer and says which stretch each of them supports: what stands between the marker
 * before and this one. Citations that the model itself attached to a text (places in search results) count as well.
 */
export function citedText(parts: readonly Part[], passageCount: number): CitedText {
  let text = '';
  const spans: CitedSpan[] = [];
  const add = (stretch: string, passages: readonly number[]): void => {
    const known = [...new Set(passages)].filter((index) => index >= 0 && index < passageCount);
    const lead = stretch.length - stretch.trimStart().length;
    const body = stretch.trim();
    if (known.length > 0 && body !== '') {
      const start = text.length + lead;
      spans.push({ text: body, start, end: start + body.length, passages: known });
    }
    text += stretch;
  };
  for (const part of parts) {
    if (part.type !== 'text') continue;
    let from = 0;
    for (const found of part.text.matchAll(markers)) {
      const [whole, marks = ''] = found;
      const numbers = [...marks.matchAll(/\d+/g)].map(([digits]) => Number(digits) - 1);
      // A number that is no passage is the answer's own text.
      if (!numbers.every((index) => index >= 0 && index < passageCount)) continue;
      add(part.text.slice(from, found.index), numbers);
      from = found.index + whole.length;
    }
    add(part.text.slice(from), nativeCitations(part));
  }
  return { text, spans };
}

function nativeCitations(part: Extract<Part, { type: 'text' }>): readonly number[] {
  return (part.citations ?? []).flatMap(({ location }) => {
    const place = objectAt(location, 'searchResultLocation');
    return numberAt(place, 'searchResultIndex') ?? [];
  });
}
