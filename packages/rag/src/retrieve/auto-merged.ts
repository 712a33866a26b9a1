import type { Retriever } from '@ashlar/core';
import { type ParentSource, parentHit, parentsOf } from './parents-of.ts';

export interface AutoMergedOptions {
  /** A parent takes the place of its children when more than this share of its text was found. @default 0.5 */
  readonly share?: number;
}

/**
 * A retriever that gives a parent in place of its children where many of them were found, and the children alone elsewhere. For
 * documents that were cut by `parentChildSplitter`; parents are read under the same access. No model call.
 *
 * @param index where the documents are
 */
export function autoMerged(
  retriever: Retriever,
  index: ParentSource,
  { share = 0.5 }: AutoMergedOptions = {},
): Retriever {
  return {
    ...retriever,
    async retrieve(query, access, context) {
      const hits = await retriever.retrieve(query, access, context);
      const families = await parentsOf(hits, index, access);
      return families
        .flatMap((one) => {
          if (!('hits' in one)) return one;
          const found = one.hits.reduce((sum, { text }) => sum + text.length, 0);
          const whole = one.parent.end - one.parent.start;
          return found > share * whole ? (parentHit(one) ?? one.hits) : one.hits;
        })
        .sort((a, b) => b.score - a.score);
    },
  };
}
