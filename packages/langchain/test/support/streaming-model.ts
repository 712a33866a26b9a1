import {
  BaseChatModel,
  type BaseChatModelCallOptions,
} from '@langchain/core/language_models/chat_models';
import type { AIMessageChunk, BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';

/**
 * A model of LangChain that streams given chunks with all that is on them; LangChain's own fake forgets their metadata. `then`
 * runs after the last one.
 */
export class StreamingModel extends BaseChatModel {
  readonly received: BaseMessage[][] = [];
  readonly signals: (AbortSignal | undefined)[] = [];
  readonly #chunks: readonly AIMessageChunk[];
  readonly #then: () => Promise<void>;

  constructor(chunks: readonly AIMessageChunk[], then: () => Promise<void> = async () => {}) {
    super({ maxRetries: 0 });
    this.#chunks = chunks;
    this.#then = then;
  }

  _llmType(): string {
    return 'streaming';
  }

  async _generate(messages: BaseMessage[], options: BaseChatModelCallOptions): Promise<ChatResult> {
    let whole: ChatGenerationChunk | undefined;
    for await (const chunk of this._streamResponseChunks(messages, options)) {
      whole = whole === undefined ? chunk : whole.concat(chunk);
    }
    return { generations: whole === undefined ? [] : [whole] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    { signal }: BaseChatModelCallOptions,
  ): AsyncGenerator<ChatGenerationChunk> {
    this.received.push(messages);
    this.signals.push(signal);
    for (const message of this.#chunks) yield new ChatGenerationChunk({ message, text: '' });
    await this.#then();
  }
}
