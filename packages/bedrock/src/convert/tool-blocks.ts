import type { Json, Part, ToolCallPart, ToolResultPart } from '@ashlar/core';
import type {
  ToolResultBlock,
  ToolResultContentBlock,
  ToolUseBlock,
} from '@aws-sdk/client-bedrock-runtime';
import { invalidRequest } from '../errors/failure.ts';
import { fromDocument, toDocument as toDocumentValue } from './document-value.ts';
import { fromSharedBlock, toImage, toSharedBlock } from './media.ts';
import { fromRaw, toRaw } from './raw-block.ts';

export function toToolUse(part: ToolCallPart): ToolUseBlock {
  return {
    toolUseId: toolId(part.id),
    name: toolName(part.name),
    input: toDocumentValue(toolInput(part.input)),
    ...(part.server === true && { type: 'server_tool_use' as const }),
  };
}

export function fromToolUse({ toolUseId, name, input, type }: ToolUseBlock): ToolCallPart {
  return {
    type: 'tool-call',
    id: toolUseId ?? '',
    name: name ?? '',
    input: fromDocument(input),
    ...(type === 'server_tool_use' && { server: true }),
  };
}

export function toToolResult(part: ToolResultPart, model: string): ToolResultBlock {
  return {
    toolUseId: toolId(part.callId),
    content: part.content.flatMap((inner) => toContent(inner, model)),
    ...(part.isError !== undefined && { status: part.isError ? 'error' : 'success' }),
    ...(part.serverType !== undefined && { type: part.serverType }),
  };
}

/** `server` says that the block stands in what the model said, so the provider ran the tool. */
export function fromToolResult(block: ToolResultBlock, server: boolean): ToolResultPart {
  const { toolUseId, content, status, type } = block;
  return {
    type: 'tool-result',
    callId: toolUseId ?? '',
    content: (content ?? []).map(fromContent),
    ...(status !== undefined && { isError: status === 'error' }),
    ...(server && { server }),
    ...(type !== undefined && { serverType: type }),
  };
}

export function fromContent(block: ToolResultContentBlock): Part {
  return part(block) ?? { type: 'other', vendor: 'bedrock', raw: toRaw(block) };
}

function part(block: ToolResultContentBlock): Part | undefined {
  if (block.json !== undefined) return { type: 'json', value: fromDocument(block.json) };
  return fromSharedBlock(block);
}

function toContent(part: Part, model: string): ToolResultContentBlock[] {
  switch (part.type) {
    case 'text':
      return part.text.trim() === '' ? [] : [{ text: part.text }];
    case 'json':
      return [
        isObject(part.value)
          ? { json: toDocumentValue(part.value) }
          : { text: JSON.stringify(part.value) },
      ];
    case 'image':
      return [{ image: toImage(part) }];
    case 'video':
    case 'document':
    case 'search-result':
      return [toSharedBlock(part) as ToolResultContentBlock];
    case 'other':
      return [fromRaw(part.raw) as ToolResultContentBlock];
    default:
      throw invalidRequest(model, `a tool result cannot hold a part of type ${part.type}.`);
  }
}

// Converse takes objects only. Text is what a stream leaves of a call that was cut off or malformed.
function toolInput(input: Json): Json {
  return isObject(input) ? input : input === null || input === '' ? {} : { unparsed: input };
}

function isObject(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Models make up names, and other providers allow more characters. One such call would make every later request invalid.
function toolName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || '_';
}

const longestId = 64;

/** An id that Converse takes. Ids of other providers may be longer or have other characters; equal ids stay equal. */
function toolId(id: string): string {
  if (/^[a-zA-Z0-9_.:-]{1,64}$/.test(id)) return id;
  let hash = 0x811c9dc5;
  for (const character of id) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  const tail = `-${hash.toString(16).padStart(8, '0')}`;
  return id.replace(/[^a-zA-Z0-9_.:-]/g, '_').slice(0, longestId - tail.length) + tail;
}
