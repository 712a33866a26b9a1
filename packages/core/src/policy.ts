import type { ChatModel } from './chat.ts';
import type { Embedder } from './embedder.ts';
import type { Json } from './json/json.ts';
import type { Reranker } from './reranker.ts';
import type { Retriever } from './retriever.ts';
import type { Tool } from './tool.ts';

/**
 * What a platform team puts around everything that a run uses. The kernel applies it at `scope.generate`, `call`,
 * `retrieve`, `embed` and `rerank`, once for each thing; nested runs and the side calls of wrappers inherit it.
 * A function that throws refuses: the call rejects with `policy.denied`.
 */
export interface Policy {
  readonly model?: (model: ChatModel) => ChatModel;
  readonly tool?: (tool: Tool) => Tool;
  readonly retriever?: (retriever: Retriever) => Retriever;
  readonly embedder?: (embedder: Embedder) => Embedder;
  readonly reranker?: (reranker: Reranker) => Reranker;
  /**
   * What watchers and the end of a run may be given of a partial result, here and in nested runs. Undefined, or an error, withholds it:
   * what was given before stays.
   */
  readonly partial?: (value: Json) => Json | undefined;
}
