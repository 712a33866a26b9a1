import type { Fits } from './cut-span.ts';
import { lineCounter } from './line-counter.ts';
import { splitRecursively } from './recursive-splitter.ts';
import { requireLength } from './require-length.ts';
import { type Passage, splitDocument } from './split-document.ts';
import { type Splitter, splitterOf } from './splitter.ts';

/** Options of {@link parentChildSplitter}; lengths are in UTF-16 code units. */
export interface ParentChildOptions {
  /** A parent is not longer than this. @default 2400 */
  readonly parent?: number;
  /** A child is not longer than this, white space at its end apart; 2 at least. @default 400 */
  readonly child?: number;
}

/**
 * Cuts a document into parents by its structure, and each parent into children. Only children are passages of the index: they
 * are searched, and `withParents` or `autoMerged` give their parents to whoever reads. Children of a parent follow each other
 * without a gap, so that a parent is its children, joined; nothing is stored twice.
 */
export function parentChildSplitter(options: ParentChildOptions = {}): Splitter {
  const { parent = 2400, child = 400 } = options;
  requireLength('child', child, 2);
  requireLength('parent', parent, child);
  const fits: Fits = ({ start, end }) => end - start <= child;
  return splitterOf('parent-child', { parent, child }, (document) => {
    const { text } = document;
    const line = lineCounter(text);
    const { passages, title } = splitDocument(document, { size: parent, minimum: parent / 4 });
    const children = passages.flatMap(({ start, end, headings }) => {
      const spans = splitRecursively(text, { start, end }, { fits });
      return spans.map((span, i): Passage => {
        const own = { start: span.start, end: spans[i + 1]?.start ?? end };
        const slice = text.slice(own.start, own.end);
        return { ...own, text: slice, line: line(own.start), headings, parent: { start, end } };
      });
    });
    return { passages: children, ...(title !== undefined && { title }) };
  });
}
