import type { Span } from '@ashlar/core';

/**
 * A piece of a document that its writer set apart. Front matter and directives hold no prose. An entry stands alone, as a record,
 * a slide or a function does: it shares no passage with what stands beside it.
 */
export interface Block extends Span {
  readonly kind: 'front-matter' | 'heading' | 'prose' | 'code' | 'table' | 'directive' | 'entry';
  /** Of a heading: 1 is the highest. */
  readonly level?: number;
  /** Of a heading: its words, without markup. Of an entry: its name, which stands last among the headings of its passages. */
  readonly title?: string;
}
