import { type Answerer, type ChatModel, detachedContext, type Retriever } from '@ashlar/core';
import { type ExpandInput, expandQuery } from '../questions/expand-query.ts';
import { fuseHits } from './fuse-hits.ts';

export interface MultiQueryOptions {
  /** Writes the other queries: a model, or an answerer of `expandQuery`. */
  readonly expand: ChatModel | Answerer<ExpandInput, { readonly queries: readonly string[] }>;
  /** Other queries at most. @default 3 */
  readonly count?: number;
}

/** What the query as it was asked counts for, next to each other one. */
const ORIGINAL = 2;

/**
 * A retriever that also searches for the same in other words, and fuses what all queries find; the query as it was asked counts
 * double. Use it where people and documents use different words. Costs one model call and `count` retrievals more. It needs
 * a run: called outside of one it fails with `scope.misuse`.
 */
export function multiQuery(
  retriever: Retriever,
  { expand, count = 3 }: MultiQueryOptions,
): Retriever {
  const answerer = 'answer' in expand ? expand : expandQuery.on(expand);
  return {
    ...retriever,
    async retrieve(query, access, context = detachedContext()) {
      const { queries } = await context.ask(answerer, { query: query.text, count });
      const texts = [query.text, ...queries.slice(0, count)];
      const lists = await Promise.all(
        texts.map((text) => retriever.retrieve({ ...query, text }, access, context)),
      );
      const weights = texts.map((_, i) => (i === 0 ? ORIGINAL : 1));
      return fuseHits(lists, { weights, limit: query.limit ?? 10 });
    },
  };
}
