import type { JsonObject, Span } from '@ashlar/core';

/** What some passages carry besides their text; stores keep it as one JSON value. */
export interface PassageExtras {
  /** Where it begins in the original, in the format's own terms: `{ page: 3 }`, `{ sheet: 'Prices', cell: 'A5' }`. */
  readonly location?: JsonObject;
  /** The larger piece of the same text that it belongs to. */
  readonly parent?: Span;
  /** A line that says what it is about: searched, never shown and never cited. */
  readonly context?: string;
}

/** The extras of a passage; null when it has none. */
export function extrasOf({ location, parent, context }: PassageExtras): PassageExtras | null {
  if (location === undefined && parent === undefined && context === undefined) return null;
  return {
    ...(location !== undefined && { location }),
    ...(parent !== undefined && { parent }),
    ...(context !== undefined && { context }),
  };
}
