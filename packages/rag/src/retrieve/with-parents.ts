import type { Retriever } from '@ashlar/core';
import { type ParentSource, parentHit, parentsOf } from './parents-of.ts';

export type { ParentSource } from './parents-of.ts';

/**
 * A retriever that searches children and gives their parents, each once, in the order of their best child: small pieces are found
 * more exactly, larger ones are read with more sense. For documents that were cut by `parentChildSplitter`; other hits stay as
 * they are. Parents are read under the same access. Gives at most as many hits as were found. No model call.
 *
 * @param index where the documents are
 */
export function withParents(retriever: Retriever, index: ParentSource): Retriever {
  return {
    ...retriever,
    async retrieve(query, access, context) {
      const hits = await retriever.retrieve(query, access, context);
      const families = await parentsOf(hits, index, access);
      return families.flatMap((one) => ('hits' in one ? (parentHit(one) ?? one.hits) : one));
    },
  };
}
