import type { ChatEvent, JsonObject, Part } from '@ashlar/core';
import { ServiceError } from '../errors.ts';
import { fromCitation } from './citation.ts';
import type { EventType } from './frame.ts';
import { fromMediaSource } from './media.ts';
import { pieces } from './pieces.ts';
import { serverToolResult, serverToolUse } from './server-tool.ts';

export interface WireEvent {
  readonly type: EventType;
  readonly payload: JsonObject;
}

export interface BlockStream {
  /** The wire events of one engine event that is not the last. */
  accept(event: Exclude<ChatEvent, { type: 'finish' }>): readonly WireEvent[];
  /** The wire events of the parts of the finished message that the engine did not stream. */
  complete(parts: readonly Part[]): readonly WireEvent[];
}

interface Block {
  /** UTF-16 units of text or JSON sent so far. */
  sent: number;
  stopped: boolean;
}

/** Turns an engine's events into events of content blocks. A text block has no start event, as in the service. */
export function blockStream(): BlockStream {
  const blocks = new Map<number, Block>();

  const blockAt = (index: number): Block => {
    const block = blocks.get(index) ?? { sent: 0, stopped: false };
    blocks.set(index, block);
    return block;
  };

  const send = (index: number, text: string, delta: (piece: string) => JsonObject): WireEvent[] => {
    blockAt(index).sent += text.length;
    return pieces(text).map((piece) => deltaEvent(index, delta(piece)));
  };

  const rest = (index: number, text: string): string => text.slice(blockAt(index).sent);

  const startTool = (index: number, start: JsonObject): WireEvent[] =>
    blocks.has(index) ? [] : [startEvent(index, { toolUse: start })];

  const finishPart = (index: number, part: Part): WireEvent[] => {
    if (blocks.get(index)?.stopped === true) return [];
    const events = partEvents(index, part);
    blockAt(index).stopped = true;
    return [...events, { type: 'contentBlockStop', payload: { contentBlockIndex: index } }];
  };

  const partEvents = (index: number, part: Part): WireEvent[] => {
    switch (part.type) {
      case 'text': {
        const citations = part.citations ?? [];
        return [
          ...send(index, rest(index, part.text), (text) => ({ text })),
          ...citations.map((citation) => deltaEvent(index, { citation: fromCitation(citation) })),
        ];
      }
      case 'json':
        return send(index, rest(index, JSON.stringify(part.value)), (text) => ({ text }));
      case 'reasoning': {
        const { text = '', signature, redacted } = part;
        const facts: JsonObject[] = [
          ...(signature === undefined ? [] : [{ signature }]),
          ...(redacted === undefined ? [] : [{ redactedContent: redacted }]),
        ];
        return [
          ...send(index, rest(index, text), reasoningDelta),
          ...facts.map((fact) => deltaEvent(index, { reasoningContent: fact })),
        ];
      }
      case 'tool-call': {
        const { id, name, server } = part;
        const type = server === true ? { type: serverToolUse } : {};
        return [
          ...startTool(index, { toolUseId: id, name, ...type }),
          ...send(index, rest(index, JSON.stringify(part.input)), toolDelta),
        ];
      }
      case 'tool-result': {
        const { callId, isError } = part;
        const status = isError === undefined ? {} : { status: isError ? 'error' : 'success' };
        const start = { toolUseId: callId, type: serverToolResult, ...status };
        const content = part.content.map((item) => toolResultDelta(item));
        return [
          startEvent(index, { toolResult: start }),
          deltaEvent(index, { toolResult: content }),
        ];
      }
      case 'image':
        return [
          startEvent(index, { image: { format: part.format } }),
          deltaEvent(index, { image: { source: fromMediaSource(part.source) } }),
        ];
      default:
        throw unstreamable(part);
    }
  };

  return {
    accept: (event) => {
      switch (event.type) {
        case 'text':
          return send(event.index, event.text, (text) => ({ text }));
        case 'reasoning':
          return send(event.index, event.text, reasoningDelta);
        case 'tool-input': {
          const { index, id, name, json } = event;
          return [...startTool(index, { toolUseId: id, name }), ...send(index, json, toolDelta)];
        }
        case 'part':
          return finishPart(event.index, event.part);
        case 'restart': {
          if ([...blocks.keys()].every((index) => index < event.voids)) return [];
          throw new ServiceError('ModelStreamErrorException', 424, {
            message: `The engine started its answer again (${event.reason}); this protocol cannot take events back.`,
          });
        }
      }
    },
    complete: (parts) => parts.flatMap((part, index) => finishPart(index, part)),
  };
}

const reasoningDelta = (text: string): JsonObject => ({ reasoningContent: { text } });
const toolDelta = (input: string): JsonObject => ({ toolUse: { input } });

function toolResultDelta(part: Part): JsonObject {
  if (part.type === 'text') return { text: part.text };
  if (part.type === 'json') return { json: part.value };
  throw unstreamable(part);
}

function unstreamable(part: Part): ServiceError {
  return new ServiceError('ModelStreamErrorException', 424, {
    message: `The engine answered with a part of type ${part.type}, which ConverseStream has no event for. Ask with Converse instead.`,
  });
}

function startEvent(contentBlockIndex: number, start: JsonObject): WireEvent {
  return { type: 'contentBlockStart', payload: { contentBlockIndex, start } };
}

function deltaEvent(contentBlockIndex: number, delta: JsonObject): WireEvent {
  return { type: 'contentBlockDelta', payload: { contentBlockIndex, delta } };
}
