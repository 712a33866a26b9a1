import type { Span } from '@ashlar/core';
import type { LoadedText } from '../ingest/loader.ts';
import type { Block } from './block.ts';
import { lineCounter } from './line-counter.ts';
import { blocksOf, type Passage, type SplitDocument, titleOf } from './split-document.ts';

/** Spans as passages, with their lines and the headings above them: for splitters that look at text alone. */
export function passagesOf(document: LoadedText, spans: readonly Span[]): SplitDocument {
  const { text } = document;
  const blocks = blocksOf(document);
  const title = titleOf(document, blocks);
  const line = lineCounter(text);
  const headings = headingsAt(blocks);
  const passages = spans.map(
    ({ start, end }): Passage => ({
      text: text.slice(start, end),
      start,
      end,
      line: line(start),
      headings: headings(start),
    }),
  );
  return { passages, ...(title !== undefined && { title }) };
}

/** Tells the headings above an offset. Offsets have to be asked for in ascending order. */
function headingsAt(blocks: readonly Block[]): (offset: number) => readonly string[] {
  let path: readonly (readonly [level: number, title: string])[] = [];
  let entry: Block | undefined;
  let at = 0;
  return (offset) => {
    for (let block = blocks[at]; block && block.start <= offset; block = blocks[at]) {
      const { level, title = '' } = block;
      if (level !== undefined) {
        path = [...path.filter(([above]) => above < level), [level, title]];
      }
      entry = block.kind === 'entry' ? block : undefined;
      at += 1;
    }
    const above = path.map(([, title]) => title);
    return entry?.title ? [...above, entry.title] : above;
  };
}
