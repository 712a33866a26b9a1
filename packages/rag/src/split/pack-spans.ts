import type { Span } from '@ashlar/core';
import type { Fits } from './cut-span.ts';

export interface PackOptions {
  readonly fits: Fits;
  /** Whether a tail of a full chunk may be repeated at the begin of the next one. @default none is */
  readonly repeats?: Fits;
}

/** Joins neighbours into chunks as large as fit. Each span has to fit alone. */
export function packSpans(spans: readonly Span[], { fits, repeats }: PackOptions): Span[] {
  const packed: Span[] = [];
  let open: Span[] = [];
  const whole = (): Span => ({ start: open[0]?.start ?? 0, end: open.at(-1)?.end ?? 0 });
  for (const next of spans) {
    if (open.length > 0 && !fits({ start: whole().start, end: next.end })) {
      const { end } = whole();
      packed.push(whole());
      let from = open.length;
      while (repeats !== undefined && from > 1) {
        const { start } = open[from - 1] as Span;
        if (!repeats({ start, end }) || !fits({ start, end: next.end })) break;
        from -= 1;
      }
      open = open.slice(from);
    }
    open.push(next);
  }
  if (open.length > 0) packed.push(whole());
  return packed;
}
