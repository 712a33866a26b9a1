import type { JsonObject } from './json/json.ts';
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
  /** Where it stands in the original, for people: page, sheet and cell, slide, anchor. As exact as the passage it was found in. */
  readonly location?: JsonObject;
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
  /** Of `sources-disagree`: which source was followed, and the rule that decided. Absent when no rule could. */
  readonly precedence?: Precedence;
  /** What was done to get here, in order: searches, judgements, corrections. */
  readonly steps?: readonly AnswerStep[];
  /** As sensitive as the most sensitive of the passages that were read for it. */
  readonly label?: Label;
  /** What the run had used when it answered. */
  readonly usage?: Usage;
}

/** One thing that a pattern did on the way to an answer. Stable as JSON; `name` tells what `facts` are. */
export interface AnswerStep {
  /** For example `retrieve`, `grade`, `rewrite`, `route`. */
  readonly name: string;
  readonly facts: JsonObject;
}

/** Why one of several sources that say different things was followed. */
export interface Precedence {
  readonly followed: string;
  readonly over: readonly string[];
  /** For example `source.precedence`, `source.valid-until`, `newest`. */
  readonly rule: string;
}
