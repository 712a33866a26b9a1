import type { Span } from '@ashlar/core';
import { sentences, trimSpan } from '@ashlar/text';
import type { Block } from './block.ts';
import { cutSpan } from './cut-span.ts';

/** A block, or a part of one that was too long: what chunks are packed from. */
export interface Unit extends Span {
  readonly level?: number;
  readonly title?: string;
  /** Of a part of an entry: which one. Parts of different entries never share a chunk. */
  readonly entry?: number;
}

/** Cuts blocks into units of at most `size` code units: at lines, at sentences, at spaces, and only then anywhere. */
export function unitsOf(text: string, blocks: readonly Block[], size: number): Unit[] {
  const fits = ({ start, end }: Span) => end - start <= size;
  return blocks.flatMap((block, i): Unit[] => {
    const { kind, level, title } = block;
    if (kind === 'front-matter' || kind === 'directive') return [];
    const span = trimSpan(text, block);
    if (span.end === span.start) return [];
    const entry = kind === 'entry' ? { entry: i, ...(title && { title }) } : undefined;
    if (fits(span)) {
      return [{ ...span, ...entry, ...(level !== undefined && { level, title: title ?? '' }) }];
    }
    const parts = kind === 'prose' || kind === 'heading' ? sentencesIn : lines;
    return parts(text, span)
      .flatMap((part) => (fits(part) ? [part] : cutSpan(text, part, fits)))
      .map((part) => ({ ...part, ...entry }));
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
