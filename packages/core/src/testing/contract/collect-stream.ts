import type { ChatEvent, ChatResponse } from '../../chat.ts';
import type { Part } from '../../message.ts';
import { claim, claimEqual } from './claim.ts';

export interface Collected {
  readonly events: readonly ChatEvent[];
  readonly response: ChatResponse | undefined;
  /** The parts that were sent and not made void. */
  readonly parts: readonly Part[];
}

/**
 * Reads a stream to its end as a consumer must: what a restart makes void is forgotten.
 * Throws when its deltas do not add up to its parts, or when something follows the finish.
 */
export async function collectStream(stream: AsyncIterable<ChatEvent>): Promise<Collected> {
  const events: ChatEvent[] = [];
  const deltas = new Map<number, string>();
  const parts = new Map<number, Part>();
  let response: ChatResponse | undefined;
  for await (const event of stream) {
    claim(response === undefined, `finish should be the last event, but ${event.type} follows it`);
    events.push(event);
    if (event.type === 'finish') response = event.response;
    else if (event.type === 'restart') {
      for (const kept of [deltas, parts]) {
        for (const index of [...kept.keys()]) if (index >= event.voids) kept.delete(index);
      }
    } else if (event.type === 'part') {
      claim(!parts.has(event.index), `part ${event.index} was sent twice`);
      parts.set(event.index, event.part);
      checkDeltas(event.index, event.part, deltas.get(event.index));
    } else {
      const more = event.type === 'tool-input' ? event.json : event.text;
      claim(!parts.has(event.index), `a delta of part ${event.index} came after the part`);
      deltas.set(event.index, (deltas.get(event.index) ?? '') + more);
    }
  }
  const sent = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
  return { events, response, parts: sent };
}

function checkDeltas(index: number, part: Part, joined: string | undefined): void {
  if (joined === undefined) return;
  const what = `the joined deltas of part ${index}`;
  if (part.type === 'text' || part.type === 'reasoning') claimEqual(joined, part.text ?? '', what);
  else if (part.type === 'tool-call') claimEqual(parsed(joined), part.input, what);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json === '' ? '{}' : json);
  } catch {
    return json;
  }
}
