import type { ChatEvent, StopReason } from '../../chat.ts';
import type { Part } from '../../message.ts';
import type { ScriptedReply } from './script.ts';

/** The parts of a reply. `nextId` names tool calls that have no id. */
export function partsOf(reply: ScriptedReply, nextId: () => string): Part[] {
  const { reasoning, text, json, calls = [], parts = [] } = reply;
  return [
    ...(reasoning === undefined ? [] : [{ type: 'reasoning', text: reasoning } as const]),
    ...(text === undefined ? [] : [{ type: 'text', text } as const]),
    ...(json === undefined ? [] : [{ type: 'text', text: JSON.stringify(json) } as const]),
    ...calls.map(({ name, input = {}, id = nextId() }) => {
      return { type: 'tool-call', id, name, input } as const;
    }),
    ...parts,
  ];
}

export function stopReasonOf(reply: ScriptedReply, parts: readonly Part[]): StopReason {
  if (reply.stopReason !== undefined) return reply.stopReason;
  return parts.some((part) => part.type === 'tool-call' && !part.server) ? 'tool-calls' : 'end';
}

/** How a stream cuts text into deltas. */
export type Chunks = (text: string) => readonly string[];

/** A word and the space behind it at a time. */
export const byWords: Chunks = (text) => text.match(/\S+\s*|\s+/g) ?? [];

/** The events in which parts are streamed: the deltas of each and then the part itself. */
export function* eventsOf(parts: readonly Part[], chunks: Chunks): Generator<ChatEvent> {
  for (const [index, part] of parts.entries()) {
    if (part.type === 'text') {
      for (const text of chunks(part.text)) yield { type: 'text', index, text };
    } else if (part.type === 'reasoning') {
      for (const text of chunks(part.text ?? '')) yield { type: 'reasoning', index, text };
    } else if (part.type === 'tool-call') {
      const { id, name, input } = part;
      for (const json of chunks(JSON.stringify(input))) {
        yield { type: 'tool-input', index, id, name, json };
      }
    }
    yield { type: 'part', index, part };
  }
}
