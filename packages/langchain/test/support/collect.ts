import type { ChatEvent, ChatResponse } from '@ashlar/core';

export async function collectEvents(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const list: ChatEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

export function finished(events: readonly ChatEvent[]): ChatResponse {
  const last = events.at(-1);
  if (last?.type !== 'finish') throw new Error('The stream did not finish.');
  return last.response;
}
