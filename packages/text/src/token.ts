import type { Span } from './span.ts';

/** A searchable term and the exact place in the original text it was made from. */
export interface Token extends Span {
  /** Normalised form: equal terms match. Not a slice of the text. */
  readonly term: string;
  /** How much the token counts when it is part of a query. Default 1. Has no effect in a document. */
  readonly weight?: number;
}

/** Turns text into tokens, in text order. Pure: the same text gives the same tokens on every machine. */
export type Analyser = (text: string) => Token[];
