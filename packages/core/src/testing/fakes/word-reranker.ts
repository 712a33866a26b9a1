import type { CallContext } from '../../context.ts';
import type { Reranker } from '../../reranker.ts';

export interface WordRerankerOptions {
  /** @default 'words' */
  readonly id?: string;
}

/**
 * Ranks passages by the part of the query's words that they have; equal ones stay in their order. Deterministic and free. Use it
 * to test what is built on a reranker, not how well it ranks.
 */
export function wordReranker({ id = 'words' }: WordRerankerOptions = {}): Reranker {
  return {
    id,
    async rerank(query, passages, context?: CallContext) {
      context?.signal.throwIfAborted();
      const asked = wordsOf(query);
      return passages
        .map((passage, index) => {
          const words = wordsOf(passage);
          const shared = [...asked].filter((word) => words.has(word)).length;
          return { index, score: shared / Math.max(1, asked.size) };
        })
        .sort((a, b) => b.score - a.score);
    },
  };
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
