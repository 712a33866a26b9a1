import { type Answerer, type ChatModel, detachedContext, type Retriever } from '@ashlar/core';
import { imaginePassage } from '../questions/imagine-passage.ts';
import { fuseHits } from './fuse-hits.ts';

export interface HydeOptions {
  /** Writes the passage: a model, or an answerer of `imaginePassage`. */
  readonly imagine: ChatModel | Answerer<{ readonly query: string }, { readonly passage: string }>;
}

/**
 * A retriever that also searches with a passage as it might stand in a document that answers, and fuses both in equal parts: a
 * wrong guess cannot hide what the query itself finds. Use it with an embedder, for short questions about long texts. Costs
 * one model call and one retrieval more. It needs a run: called outside of one it fails with `scope.misuse`.
 *
 * Hypothetical document embeddings: Gao et al. (ACL 2023); the fusion is ours.
 */
export function hyde(retriever: Retriever, { imagine }: HydeOptions): Retriever {
  const answerer = 'answer' in imagine ? imagine : imaginePassage.on(imagine);
  return {
    ...retriever,
    async retrieve(query, access, context = detachedContext()) {
      const { passage } = await context.ask(answerer, { query: query.text });
      const lists = await Promise.all(
        [query.text, passage].map((text) =>
          retriever.retrieve({ ...query, text }, access, context),
        ),
      );
      return fuseHits(lists, { limit: query.limit ?? 10 });
    },
  };
}
