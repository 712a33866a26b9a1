import type { Span } from '@ashlar/core';

/** The id of a passage: stable as long as its document does not change. */
export function passageId(source: string, { start, end }: Span): string {
  return `${source}#${start}-${end}`;
}

/** What {@link passageId} was made of; undefined when it is no such id. */
export function parsePassageId(id: string): (Span & { readonly source: string }) | undefined {
  const match = /^(.*)#(\d+)-(\d+)$/s.exec(id);
  if (match === null) return undefined;
  return { source: match[1] ?? '', start: Number(match[2]), end: Number(match[3]) };
}
