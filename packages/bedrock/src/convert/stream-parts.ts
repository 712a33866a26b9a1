import type { ChatEvent, Json, ModelCitation, Part } from '@ashlar/core';
import type {
  ContentBlockDelta,
  ContentBlockStart,
  ToolResultBlockDelta,
} from '@aws-sdk/client-bedrock-runtime';
import { encodeBase64 } from './base64.ts';
import { fromCitation } from './citations.ts';
import { mergeUnknown } from './merge-unknown.ts';
import { toRaw } from './raw-block.ts';
import { fromContent } from './tool-blocks.ts';

/** One part of a streamed answer while its pieces arrive. */
export interface OpenPart {
  /** Takes a piece; returns the event to show for it, if any. Throws a plain Error when the piece does not belong here. */
  add(delta: ContentBlockDelta): ChatEvent | undefined;
  close(): Part;
}

/** Opens the part that a start event announces. */
export function openStarted(start: ContentBlockStart, index: number): OpenPart {
  const { toolUse, toolResult, image } = start;
  if (toolUse !== undefined) {
    const { toolUseId = '', name = '', type } = toolUse;
    return openToolCall(index, toolUseId, name, type === 'server_tool_use');
  }
  if (toolResult !== undefined) {
    const { toolUseId = '', status, type } = toolResult;
    return openToolResult({
      type: 'tool-result',
      callId: toolUseId,
      content: [],
      ...(status !== undefined && { isError: status === 'error' }),
      server: true,
      ...(type !== undefined && { serverType: type }),
    });
  }
  return image === undefined ? openUnknown(start) : openImage(image.format ?? '');
}

/** Opens the part of a delta without a start event: text and reasoning have none. */
export function openUnstarted(delta: ContentBlockDelta, index: number): OpenPart {
  if (delta.text !== undefined || delta.citation !== undefined) return openText(index);
  if (delta.reasoningContent !== undefined) return openReasoning(index);
  if (delta.toolUse !== undefined || delta.toolResult !== undefined || delta.image !== undefined) {
    throw new Error('A piece of a block came before the block was started.');
  }
  return openUnknown({});
}

function openText(index: number): OpenPart {
  let text = '';
  const citations: ModelCitation[] = [];
  return {
    add(delta) {
      if (delta.citation !== undefined) {
        citations.push(fromCitation(delta.citation));
        return undefined;
      }
      if (delta.text === undefined) return misplaced();
      text += delta.text;
      return delta.text === '' ? undefined : { type: 'text', index, text: delta.text };
    },
    close: () => ({ type: 'text', text, ...(citations.length > 0 && { citations }) }),
  };
}

function openReasoning(index: number): OpenPart {
  let text: string | undefined;
  let signature: string | undefined;
  const redacted: Uint8Array[] = [];
  return {
    add({ reasoningContent: piece }) {
      if (piece?.signature !== undefined) signature = (signature ?? '') + piece.signature;
      else if (piece?.redactedContent !== undefined) redacted.push(piece.redactedContent);
      else if (piece?.text !== undefined) {
        text = (text ?? '') + piece.text;
        return piece.text === '' ? undefined : { type: 'reasoning', index, text: piece.text };
      } else if (piece === undefined) misplaced();
      return undefined;
    },
    close: () => ({
      type: 'reasoning',
      ...(text !== undefined && { text }),
      ...(signature !== undefined && { signature }),
      ...(redacted.length > 0 && { redacted: encodeBase64(Buffer.concat(redacted)) }),
    }),
  };
}

function openToolCall(index: number, id: string, name: string, server: boolean): OpenPart {
  let input = '';
  return {
    add({ toolUse }) {
      if (toolUse === undefined) return misplaced();
      const json = toolUse.input ?? '';
      input += json;
      return json === '' ? undefined : { type: 'tool-input', index, id, name, json };
    },
    close: () => ({
      type: 'tool-call',
      id,
      name,
      input: parseInput(input),
      ...(server && { server }),
    }),
  };
}

// An input that was cut off or is malformed stays as text: whoever runs tools can repair it or say what is wrong with it.
function parseInput(text: string): Json {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function openToolResult(empty: Extract<Part, { type: 'tool-result' }>): OpenPart {
  const content: Part[] = [];
  return {
    add({ toolResult }) {
      if (toolResult === undefined) return misplaced();
      for (const piece of toolResult) addContent(content, piece);
      return undefined;
    },
    close: () => ({ ...empty, content }),
  };
}

function addContent(content: Part[], piece: ToolResultBlockDelta): void {
  const last = content.at(-1);
  if (piece.text !== undefined && last?.type === 'text') {
    content[content.length - 1] = { type: 'text', text: last.text + piece.text };
  } else content.push(fromContent(piece));
}

function openImage(format: string): OpenPart {
  const bytes: Uint8Array[] = [];
  let other: object | undefined;
  return {
    add({ image }) {
      if (image === undefined) return misplaced();
      if (image.source?.bytes !== undefined) bytes.push(image.source.bytes);
      else other = image;
      return undefined;
    },
    close: () =>
      other === undefined
        ? { type: 'image', format, source: { base64: encodeBase64(Buffer.concat(bytes)) } }
        : { type: 'other', vendor: 'bedrock', raw: toRaw({ image: { format, ...other } }) },
  };
}

function openUnknown(start: object): OpenPart {
  let raw: Json = toRaw(start);
  return {
    add(delta) {
      raw = mergeUnknown(raw, toRaw(delta));
      return undefined;
    },
    close: () => ({
      type: 'other',
      vendor: 'bedrock',
      raw:
        typeof raw === 'object' && raw !== null && !Array.isArray(raw)
          ? (raw as Record<string, Json>)
          : {},
    }),
  };
}

function misplaced(): never {
  throw new Error('A piece of one kind of block came for a block of another kind.');
}
