import {
  assistant,
  type ChatEvent,
  type ChatModel,
  type ChatResponse,
  type Message,
  user,
} from '@ashlar/core';

const words = 'the stone is cut so that it fits without mortar and lies on two below it. '.split(
  ' ',
);

/** English of about `bytes` bytes; another one for another number. */
export function textOf(bytes: number, number: number): string {
  let text = `${number}: `;
  for (let at = number; text.length < bytes; at += 1 + (at % 7)) {
    text += `${words[at % words.length]} `;
  }
  // What comes from a file or a socket is one piece, and not put together of many.
  return Buffer.from(text.slice(0, bytes)).toString();
}

/** A conversation of `bytes` bytes in messages of about 2 kB; another one for another number. */
export function conversation(bytes: number, number: number): Message[] {
  const count = Math.max(1, Math.round(bytes / 4000) * 2 - 1);
  return Array.from({ length: count }, (_, index) => {
    const text = textOf(Math.floor(bytes / count), number * count + index);
    return index % 2 === 0 ? user(text) : assistant(text);
  });
}

export const answer: Message = assistant(textOf(200, 1));

/** A model that answers at once with the same: what a call costs is all that stands around it. It meters like an adapter. */
export function bareModel(response: Pick<ChatResponse, 'message' | 'stopReason'> = END): ChatModel {
  const info = { features: [], maxOutputTokens: 1000 };
  return {
    id: 'bare',
    info,
    async generate(_, context) {
      const row = { model: 'bare', outcome: 'served' as const, inputTokens: 500, outputTokens: 50 };
      if (context === undefined) return { ...response, calls: [row] };
      const reservation = await context.meter.reserve({ model: 'bare', info, inputBytes: 2000 });
      return { ...response, calls: [reservation.settle(row)] };
    },
    async *stream(request, context) {
      yield { type: 'finish', response: await this.generate(request, context) };
    },
  };
}

const END = { message: answer, stopReason: 'end' as const };

/** A model that streams `count` deltas. */
export function streamingModel(count: number): ChatModel {
  const bare = bareModel();
  return {
    ...bare,
    async *stream(request, context): AsyncGenerator<ChatEvent> {
      for (let index = 0; index < count; index += 1)
        yield { type: 'text', index: 0, text: 'word ' };
      yield { type: 'finish', response: await bare.generate(request, context) };
    },
  };
}
