import type { ChatEvent, ChatResponse, Part } from '@ashlar/core';
import type { Evaluation } from './evaluate.ts';

/** Characters between two looks at an answer that is shown at once. */
const stride = 200;

/** The end of a watched stream: the answer as it was shown, and what was found in it. */
export interface WatchedEnd {
  readonly type: 'end';
  readonly response: ChatResponse;
  readonly found: Evaluation;
}

/**
 * Passes events on at once and looks at the text so far every few hundred characters and at its end. What blocks cuts the answer
 * there; nothing is masked, since what was shown cannot be taken back. (Enum GuardrailStreamProcessingMode: `async`.)
 */
export async function* streamUnderWatch(
  events: AsyncIterable<ChatEvent>,
  watch: (text: string) => Promise<Evaluation>,
): AsyncGenerator<Exclude<ChatEvent, { type: 'finish' }> | WatchedEnd> {
  const texts = new Map<number, string>();
  const parts = new Map<number, Part>();
  const textSoFar = (): string => [...texts.values()].join('\n');
  let looked = 0;
  for await (const event of events) {
    if (event.type === 'finish') {
      const found = await watch(textOf(event.response.message.content));
      const response: ChatResponse =
        found.outcome === 'blocked'
          ? { ...event.response, stopReason: 'guardrail' }
          : event.response;
      return yield { type: 'end', response, found };
    }
    if (event.type === 'part') parts.set(event.index, event.part);
    if (event.type === 'part' && event.part.type === 'text')
      texts.set(event.index, event.part.text);
    if (event.type === 'text') texts.set(event.index, (texts.get(event.index) ?? '') + event.text);
    yield event;
    const text = textSoFar();
    if (text.length - looked < stride) continue;
    looked = text.length;
    const found = await watch(text);
    if (found.outcome !== 'blocked') continue;
    return yield { type: 'end', response: cut(texts, parts), found };
  }
}

function cut(texts: ReadonlyMap<number, string>, parts: ReadonlyMap<number, Part>): ChatResponse {
  const shown = new Map<number, Part>(parts);
  for (const [index, text] of texts) shown.set(index, { type: 'text', text });
  const content = [...shown].sort(([a], [b]) => a - b).map(([, part]) => part);
  return { message: { role: 'assistant', content }, stopReason: 'guardrail', calls: [] };
}

function textOf(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}
