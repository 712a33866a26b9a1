import type { Access, Hit, Retriever, Scope } from '@ashlar/core';
import type { RagQuestion } from '../rag-input.ts';
import type { Trail } from '../trail.ts';

/** Where patterns look, and on whose behalf: the same in all that use one retriever. */
export interface SearchOptions {
  /** What finds passages: `index.retriever()`, or any other. */
  readonly retriever: Retriever;
  /** Passages to retrieve. @default 10 */
  readonly limit?: number;
  /** On whose behalf. @default the run's principal */
  readonly access?: Access;
}

/** One search, noted in the trail. */
export async function search(
  scope: Scope,
  { retriever, limit = 10, access }: SearchOptions,
  { question, filter }: RagQuestion,
  trail: Trail,
): Promise<readonly Hit[]> {
  const query = { text: question, limit, ...(filter !== undefined && { filter }) };
  const hits = await scope.retrieve(retriever, query, access && { access });
  trail.add('retrieve', { retriever: retriever.name, query: question, hits: hits.length });
  return hits;
}
