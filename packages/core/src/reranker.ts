import type { CallContext } from './context.ts';

export interface RankedPassage {
  /** Index into the passages that were given. */
  readonly index: number;
  /** Higher is more relevant; comparable within one answer only. */
  readonly score: number;
}

/** Orders passages by relevance to a query, best first. */
export interface Reranker {
  readonly id: string;
  rerank(
    query: string,
    passages: readonly string[],
    context?: CallContext,
  ): Promise<readonly RankedPassage[]>;
}
