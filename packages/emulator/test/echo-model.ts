import type { ChatEvent, ChatModel, ChatRequest, ChatResponse } from '@ashlar/core';
import { textOf } from '@ashlar/core';

/** A tiny engine: says what the last message said, counts characters as tokens, and remembers its requests. */
export function echoModel(
  answer: (request: ChatRequest) => Partial<ChatResponse> = () => ({}),
): ChatModel & { readonly requests: ChatRequest[] } {
  const requests: ChatRequest[] = [];
  const respond = (request: ChatRequest): ChatResponse => {
    requests.push(request);
    const last = request.messages.at(-1);
    const text = last === undefined ? '' : textOf(last);
    return {
      message: { role: 'assistant', content: [{ type: 'text', text: `You said: ${text}` }] },
      stopReason: 'end',
      calls: [{ model: 'echo', outcome: 'served', inputTokens: text.length, outputTokens: 7 }],
      ...answer(request),
    };
  };
  return {
    id: 'echo',
    info: { features: ['tools', 'streaming'] },
    requests,
    generate: async (request) => respond(request),
    async *stream(request): AsyncGenerator<ChatEvent> {
      const response = respond(request);
      for (const [index, part] of response.message.content.entries()) {
        yield { type: 'part', index, part };
      }
      yield { type: 'finish', response };
    },
  };
}
