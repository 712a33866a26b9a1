import type { Span } from './span.ts';

/** A searchable term and the exact place in the original text it was made from. */
export interface Token extends Span {
  /** Normalised form: equal terms match. Not a slice of the text. */
  readonly term: string;
}

/** Turns text into tokens, in text order. Pure: the same text gives the same tokens on every machine. */
export type Analyser = (text: string) => Token[];
