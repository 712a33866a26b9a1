import type { ChatEvent, ChatRequest, ChatResponse, JsonObject, Part } from '@ashlar/core';
import { detachedContext } from '@ashlar/core';
import type { ScriptedModel } from '@ashlar/core/testing';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
} from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';

/** An integration as they are written: what it says comes from a scripted model of core, streamed piece by piece. */
export class BackendModel extends BaseChatModel {
  readonly #backend: ScriptedModel;

  constructor(backend: ScriptedModel) {
    super({ maxRetries: 0 });
    this.#backend = backend;
  }

  _llmType(): string {
    return 'backend';
  }

  override bindTools(): this {
    return this;
  }

  async _generate(
    messages: BaseMessage[],
    { signal }: BaseChatModelCallOptions,
  ): Promise<ChatResult> {
    const answer = await this.#backend.generate(toRequest(messages), detachedContext(signal));
    const fields = { ...ending(answer), content: answer.message.content.flatMap(toBlock) };
    const tool_calls = answer.message.content.flatMap((part) =>
      part.type === 'tool-call' ? [{ ...part, type: 'tool_call' as const, args: part.input }] : [],
    );
    const message = new AIMessage({ ...fields, tool_calls } as never);
    return { generations: [{ text: '', message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    { signal }: BaseChatModelCallOptions,
  ): AsyncGenerator<ChatGenerationChunk> {
    const events = this.#backend.stream(toRequest(messages), detachedContext(signal));
    for await (const event of events) {
      const fields = toFields(event);
      if (fields === undefined) continue;
      const message = new AIMessageChunk(fields as never);
      yield new ChatGenerationChunk({ message, text: '' });
    }
  }
}

function toRequest(messages: readonly BaseMessage[]): ChatRequest {
  return {
    messages: messages.map(({ content }) => ({
      role: 'user',
      content: (content as JsonObject[]).map(
        (block): Part =>
          block.type === 'text'
            ? { type: 'text', text: String(block.text) }
            : { type: 'other', vendor: 'langchain', raw: block },
      ),
    })),
  };
}

function toFields(event: ChatEvent): object | undefined {
  if (event.type === 'text') return { content: event.text };
  if (event.type === 'tool-input') {
    const { index, id, name, json: args } = event;
    // As providers do it, the name comes once.
    return { content: '', tool_call_chunks: [{ type: 'tool_call_chunk', index, id, args, name }] };
  }
  if (event.type === 'part' && event.part.type === 'other') return { content: [event.part.raw] };
  return event.type === 'finish' ? { content: '', ...ending(event.response) } : undefined;
}

function toBlock(part: Part): object[] {
  if (part.type === 'text') return [{ type: 'text', text: part.text }];
  return part.type === 'other' ? [part.raw] : [];
}

function ending({ stopReason, calls }: ChatResponse) {
  const { inputTokens = 1, outputTokens = 1 } = calls.at(-1) ?? {};
  return {
    response_metadata: { finish_reason: stopReason === 'end' ? 'stop' : 'tool_calls' },
    usage_metadata: {
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
    },
  };
}
