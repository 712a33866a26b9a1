import type { ChatEvent, Json, Message, Part } from '@ashlar/core';
import type {
  ContentBlockDelta,
  ConverseStreamMetadataEvent,
  ConverseStreamOutput,
  MessageStopEvent,
} from '@aws-sdk/client-bedrock-runtime';
import type { UnknownEvent } from '../transport/keep-unknown-events.ts';
import { encodeBase64 } from './base64.ts';
import type { Report } from './from-response.ts';
import { type OpenPart, openStarted, openUnstarted } from './stream-parts.ts';

/** Puts a streamed answer together, event by event. */
export interface StreamAssembly {
  /** Takes an event of the wire; returns the event to show for it, if any. Throws when the events make no sense. */
  add(event: ConverseStreamOutput | UnknownEvent): ChatEvent | undefined;
  /** Closes parts that the stream left open. */
  rest(): ChatEvent[];
  readonly message: Message;
  /** Present when both `messageStop` and `metadata` came. A stream that ends before is truncated. */
  report(requestId: string | undefined): Report | undefined;
}

interface Slot {
  readonly index: number;
  readonly part: OpenPart;
}

// Enough to see what a newer service says; a stream cannot fill the memory with it.
const keptUnknown = 100;

function readUnknown({ unknownEvent: { name, payload } }: UnknownEvent): Json {
  try {
    return {
      [name]: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as Json,
    };
  } catch {
    return { [name]: { base64: encodeBase64(payload) } };
  }
}

export function assembleStream(): StreamAssembly {
  const content: Part[] = [];
  // By the service's own block index. Ours are dense and in order of appearance: blocks without content get none.
  const open = new Map<number, Slot>();
  let next = 0;
  let stop: MessageStopEvent | undefined;
  let metadata: ConverseStreamMetadataEvent | undefined;
  const unknownEvents: Json[] = [];

  const start = (block: number, part: (index: number) => OpenPart): Slot => {
    const slot = { index: next, part: part(next) };
    next += 1;
    open.set(block, slot);
    return slot;
  };

  const close = (block: number, { index, part }: Slot): ChatEvent => {
    open.delete(block);
    const closed = part.close();
    content[index] = closed;
    return { type: 'part', index, part: closed };
  };

  const addDelta = (block: number, delta: ContentBlockDelta): ChatEvent | undefined => {
    const slot = open.get(block) ?? start(block, (index) => openUnstarted(delta, index));
    return slot.part.add(delta);
  };

  return {
    add(event) {
      if ('unknownEvent' in event) {
        if (unknownEvents.length < keptUnknown) unknownEvents.push(readUnknown(event));
        return undefined;
      }
      if (event.contentBlockDelta !== undefined) {
        const { contentBlockIndex = 0, delta } = event.contentBlockDelta;
        return delta === undefined ? undefined : addDelta(contentBlockIndex, delta);
      }
      if (event.contentBlockStart?.start !== undefined) {
        const { contentBlockIndex = 0, start: began } = event.contentBlockStart;
        if (open.has(contentBlockIndex)) throw new Error('A block was started twice.');
        start(contentBlockIndex, (index) => openStarted(began, index));
      } else if (event.contentBlockStop !== undefined) {
        const { contentBlockIndex = 0 } = event.contentBlockStop;
        const slot = open.get(contentBlockIndex);
        return slot === undefined ? undefined : close(contentBlockIndex, slot);
      } else if (event.messageStop !== undefined) stop = event.messageStop;
      else if (event.metadata !== undefined) metadata = event.metadata;
      return undefined;
    },
    rest: () => [...open].map(([block, slot]) => close(block, slot)),
    get message() {
      return { role: 'assistant' as const, content };
    },
    report(requestId) {
      const usage = metadata?.usage;
      if (stop?.stopReason === undefined || metadata === undefined || usage === undefined)
        return undefined;
      const unknown = unknownEvents.length > 0 && { unknownEvents };
      return { ...metadata, ...stop, usage, requestId, ...unknown };
    },
  };
}
