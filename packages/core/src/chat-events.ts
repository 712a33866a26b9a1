import type { ChatEvent, ChatResponse } from './chat.ts';
import { AshlarError } from './errors.ts';

/** The events of a response that was not streamed. */
export async function* eventsOf(response: ChatResponse): AsyncGenerator<ChatEvent> {
  for (const [index, part] of response.message.content.entries()) {
    if (part.type === 'text') yield { type: 'text', index, text: part.text };
    if (part.type === 'reasoning' && part.text !== undefined) {
      yield { type: 'reasoning', index, text: part.text };
    }
    yield { type: 'part', index, part };
  }
  yield { type: 'finish', response };
}

/** The response at the end of a stream. Throws `model.truncated` when there is none. */
export async function collect(
  events: AsyncIterable<ChatEvent>,
  model: string,
): Promise<ChatResponse> {
  for await (const event of events) if (event.type === 'finish') return event.response;
  throw truncated(model);
}

/** The error of a stream that ended without its `finish` event. */
export function truncated(model: string): AshlarError<'model.truncated'> {
  return new AshlarError('model.truncated', `The stream of ${model} ended before its answer did.`, {
    facts: { model, midStream: true },
    retryable: true,
  });
}
