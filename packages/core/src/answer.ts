import type { Label } from './label.ts';
import type { Usage } from './usage.ts';

/** Half-open range in UTF-16 code units: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in an answer tied to a place in a source. `quote` equals the source's text at `span`. */
export interface Citation {
  /** Which source, for example a path relative to the indexed folder. */
  readonly source: string;
  /** Where in the source's canonical text. */
  readonly span: Span;
  /** 1-based line of `span.start`. */
  readonly line: number;
  readonly quote: string;
  /** Which part of the answer this supports; absent when it supports all of it. */
  readonly answer?: Span;
  readonly label?: Label;
}

/** How well an answer stands on its sources. */
export type Grounding = 'grounded' | 'partial' | 'ungrounded' | 'abstained' | 'sources-disagree';

/** What every RAG pattern returns, whichever backend served it. */
export interface Answer {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly grounding: Grounding;
  /** 0..1, the evidence behind the answer; what it means is documented by the pattern. */
  readonly confidence?: number;
  readonly usage?: Usage;
}
