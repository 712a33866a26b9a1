import type { Span } from './answer.ts';
import type { CallContext } from './context.ts';
import type { Filter } from './filter.ts';
import type { JsonObject } from './json/json.ts';
import type { Label } from './label.ts';
import type { Access } from './principal.ts';

export interface Query {
  readonly text: string;
  /** At most this many hits. @default the retriever's own, usually 10 */
  readonly limit?: number;
  readonly filter?: Filter;
}

/** A passage that was found. */
export interface Hit {
  /** Stable id of the passage within its retriever. */
  readonly id: string;
  readonly text: string;
  /** Higher is better; comparable within one result only. */
  readonly score: number;
  /** Which document, for example a relative path or a URL. */
  readonly source: string;
  /** Where `text` stands in the source's canonical text, when it stands there verbatim. */
  readonly span?: Span;
  /** 1-based line of `span.start`. */
  readonly line?: number;
  /** Where it stands in the original, for people: page, sheet and cell, slide, anchor. */
  readonly location?: JsonObject;
  readonly metadata?: JsonObject;
  readonly label: Label;
}

/** Finds passages. `access` is required: without it `retrieve` rejects with `access.missing`; nobody's rights are assumed. */
export interface Retriever {
  readonly name: string;
  readonly description: string;
  retrieve(query: Query, access: Access, context?: CallContext): Promise<readonly Hit[]>;
}
