import type { Span } from '@ashlar/core';

/** A piece of a document that its writer set apart. Front matter and directives hold no prose. */
export interface Block extends Span {
  readonly kind: 'front-matter' | 'heading' | 'prose' | 'code' | 'table' | 'directive';
  /** Of a heading: 1 is the highest. */
  readonly level?: number;
  /** Of a heading: its words, without markup. */
  readonly title?: string;
}
