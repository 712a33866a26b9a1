import type { Answer, Citation, Hit } from '@ashlar/core';

/** A citation of a managed answer. Its `span` and `line` count in the text of the passage, not of the document. */
export interface KnowledgeCitation extends Citation {
  /** Place of the cited passage in `passages`: `passages[passage].text.slice(span.start, span.end) === quote`. */
  readonly passage: number;
}

/** The answer of a knowledge base. */
export interface KnowledgeAnswer extends Answer {
  readonly citations: readonly KnowledgeCitation[];
  /** The passages that the service shows for its answer: what its citations point into. */
  readonly passages: readonly Hit[];
  /** Of RetrieveAndGenerate: continues the conversation that the service keeps. */
  readonly sessionId?: string;
}

/** What a managed answer is asked. */
export type KnowledgeInput = string | { readonly question: string; readonly sessionId?: string };
