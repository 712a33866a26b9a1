import type { Span } from '@ashlar/core';
import type { Splitter } from '@ashlar/rag/splitters';
import { recursiveSplitter } from '@ashlar/rag/splitters';

/** Chunks of the same length, cut anywhere: what the bar is. Headings come from the recursive splitter, so that only cuts differ. */
export function fixedSplitter(size: number, overlap: number): Splitter {
  const headings = recursiveSplitter({ size: 200 });
  const split: Splitter = Object.assign(
    async (document: Parameters<Splitter>[0]) => {
      const { text } = document;
      const { passages, title } = await headings(document);
      const spans: Span[] = [];
      for (let start = 0; start < text.length; start += size - overlap) {
        spans.push({ start, end: Math.min(text.length, start + size) });
        if (start + size >= text.length) break;
      }
      let at = 0;
      const chunks = spans.map(({ start, end }) => {
        while ((passages[at + 1]?.start ?? Number.POSITIVE_INFINITY) <= start) at += 1;
        return {
          start,
          end,
          text: text.slice(start, end),
          line: 1,
          headings: passages[at]?.headings ?? [],
        };
      });
      return { passages: chunks, ...(title !== undefined && { title }) };
    },
    { id: `fixed ${size}/${overlap}` },
  );
  return split;
}
