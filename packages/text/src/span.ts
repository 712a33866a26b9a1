/** Half-open range of UTF-16 code units: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text a span covers. */
export function sliceSpan(text: string, span: Span): string {
  return text.slice(span.start, span.end);
}

/** Number of code units two spans share; 0 when they only touch. */
export function spanOverlap(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}

/** Whether `outer` covers all of `inner`. */
export function spanContains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * The same cover with the fewest spans, in text order.
 *
 * Spans that overlap, touch, or lie at most `gap` code units apart (default 0) become one. Empty spans are dropped.
 */
export function mergeSpans(spans: readonly Span[], gap = 0): Span[] {
  const merged: Span[] = [];
  const sorted = spans.filter((s) => s.end > s.start).sort((a, b) => a.start - b.start);
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && span.start <= last.end + gap) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    } else {
      merged.push({ start: span.start, end: span.end });
    }
  }
  return merged;
}

/** The span without white space at its ends; empty at `span.start` when it holds nothing else. */
export function trimSpan(text: string, span: Span): Span {
  const slice = sliceSpan(text, span);
  const left = slice.length - slice.trimStart().length;
  if (left === slice.length) return { start: span.start, end: span.start };
  return { start: span.start + left, end: span.start + slice.trimEnd().length };
}
