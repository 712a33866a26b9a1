import type { ChatModel } from './chat.ts';
import type { Retriever } from './retriever.ts';
import type { Tool } from './tool.ts';

/**
 * What a platform team puts around everything that a run uses. The kernel applies it once, at
 * `scope.generate`, `call` and `retrieve`, and nested runs inherit it. A function may also throw to refuse.
 */
export interface Policy {
  readonly model?: (model: ChatModel) => ChatModel;
  readonly tool?: (tool: Tool) => Tool;
  readonly retriever?: (retriever: Retriever) => Retriever;
}
