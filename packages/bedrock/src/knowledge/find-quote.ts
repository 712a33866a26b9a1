import type { Span } from '@ashlar/core';

/** Fewer words than these stand everywhere and show nothing. */
const fewestWords = 4;

/**
 * The longest part of a cited statement that stands verbatim in a passage: the statement, what it has between quotation marks, or one
 * of its sentences. Without one the whole passage is what was cited.
 */
export function findQuote(statement: string, passage: string): Span {
  let best: Span | undefined;
  for (const candidate of candidatesOf(statement)) {
    const start = passage.indexOf(candidate);
    if (start === -1 || candidate.length <= length(best)) continue;
    best = { start, end: start + candidate.length };
  }
  return best ?? { start: 0, end: passage.length };
}

function candidatesOf(statement: string): readonly string[] {
  const quoted = [...statement.matchAll(/["“„«]([^"“”„«»]+)["”“»]/gu)].map(
    ([, inner = '']) => inner,
  );
  const sentences = statement.split(/(?<=[.!?。！？])\s*/u);
  return [statement, ...quoted, ...sentences]
    .flatMap((text) => [text.trim(), text.trim().replace(/[.!?。！？]$/u, '')])
    .filter((text) => text.split(/\s+/).length >= fewestWords);
}

function length(span: Span | undefined): number {
  return span === undefined ? 0 : span.end - span.start;
}
