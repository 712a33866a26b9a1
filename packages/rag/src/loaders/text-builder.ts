import type { JsonObject } from '@ashlar/core';
import type { LoadedText, Place } from '../ingest/loader.ts';
import { storableText } from '../ingest/storable-text.ts';
import type { Block } from '../split/block.ts';
import { blocksOf } from '../split/split-document.ts';
import { tooMuchText } from './define-loader.ts';
import type { LoadLimits } from './load-limits.ts';

/** A part of a block that begins at a place of its own. */
export interface Piece {
  readonly text: string;
  readonly location?: JsonObject;
}

/** Writes the canonical text of a document, its blocks and its map to the original side by side. */
export interface TextBuilder {
  /** Adds a block, an empty line after the one before. White space at its ends goes; a block without text is none. */
  add(
    kind: Exclude<Block['kind'], 'directive' | 'front-matter'>,
    pieces: readonly Piece[],
    named?: { readonly level?: number; readonly title?: string },
  ): void;
  /** Adds another document; its locations are added to `location`. */
  embed(document: LoadedText, location: JsonObject): void;
  build(title?: string): LoadedText;
}

export function textBuilder(limits: Required<LoadLimits>): TextBuilder {
  const parts: string[] = [];
  const blocks: Block[] = [];
  const places: Place[] = [];
  let length = 0;
  const write = (text: string): void => {
    parts.push(text);
    length += text.length;
    if (length > limits.maxCharacters) throw tooMuchText(limits);
  };
  const mark = (start: number, location: JsonObject | undefined): void => {
    const last = places.at(-1);
    if (location === undefined || same(last?.location, location)) return;
    if (last?.start === start) places.pop();
    places.push({ start, location });
  };
  return {
    add(kind, pieces, { level, title } = {}) {
      const kept = trimmed(pieces);
      if (kept.length === 0) return;
      if (length > 0) write('\n\n');
      const start = length;
      for (const { text, location } of kept) {
        mark(length, location);
        write(storableText(text));
      }
      const named = {
        ...(level !== undefined && { level }),
        ...(title !== undefined && { title: storableText(title) }),
      };
      blocks.push({ kind, start, end: length, ...named });
    },
    embed(document, location) {
      if (length > 0) write('\n\n');
      const offset = length;
      mark(offset, location);
      write(storableText(document.text));
      for (const block of blocksOf(document)) {
        blocks.push({ ...block, start: block.start + offset, end: block.end + offset });
      }
      for (const place of document.places ?? []) {
        mark(place.start + offset, { ...location, ...place.location });
      }
    },
    build(title) {
      const words = title?.replace(/\s+/g, ' ').trim();
      return { text: parts.join(''), blocks, places, ...(words && { title: storableText(words) }) };
    },
  };
}

function same(a: JsonObject | undefined, b: JsonObject): boolean {
  return a === b || (a !== undefined && JSON.stringify(a) === JSON.stringify(b));
}

/** Pieces without those that are blank at either end, and without white space there. */
function trimmed(pieces: readonly Piece[]): readonly Piece[] {
  const first = pieces.findIndex(({ text }) => text.trim() !== '');
  const last = pieces.findLastIndex(({ text }) => text.trim() !== '');
  return pieces.slice(Math.max(first, 0), last + 1).map(({ text, ...rest }, i, all) => {
    const begin = i === 0 ? text.trimStart() : text;
    return { ...rest, text: i === all.length - 1 ? begin.trimEnd() : begin };
  });
}
