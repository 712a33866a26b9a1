import type { Hit, Reranker, Retriever } from '@ashlar/core';

export interface RerankedOptions {
  /** Hits that the reranker reads. @default 50, and never fewer than asked for */
  readonly depth?: number;
}

/**
 * A retriever whose hits are put in order by a reranker, which reads question and passage together: the order of a few dozen
 * hits gets better, what was not found stays unfound. Costs one call of the reranker per retrieval. Scores are the reranker's.
 */
export function reranked(
  retriever: Retriever,
  reranker: Reranker,
  { depth = 50 }: RerankedOptions = {},
): Retriever {
  return {
    ...retriever,
    async retrieve(query, access, context) {
      const { limit = 10 } = query;
      const wide = { ...query, limit: Math.max(depth, limit) };
      const hits = await retriever.retrieve(wide, access, context);
      if (hits.length === 0) return hits;
      const passages = hits.map(({ text }) => text);
      const ranked = await reranker.rerank(query.text, passages, context);
      return ranked
        .flatMap(({ index, score }): Hit[] => {
          const hit = hits[index];
          return hit === undefined ? [] : [{ ...hit, score }];
        })
        .slice(0, limit);
    },
  };
}
