import type { Json, Part, SearchResultPart, ToolCallPart, ToolResultPart } from '@ashlar/core';
import { toCitedText } from './citation.ts';
import { toDocument } from './document.ts';
import { toMedia } from './media.ts';
import { at, booleanAt, hasOnly, isObject, listAt, memberOf, objectAt, stringAt } from './read.ts';
import { toReasoning } from './reasoning.ts';
import { serverToolResult, serverToolUse } from './server-tool.ts';

/**
 * A Converse content block as a part. What core has no name for, or could not hold whole, is kept as it came:
 * `{ type: 'other', vendor: 'bedrock', raw }`.
 */
export function blockToPart(block: Json): Part {
  const [name, value] = memberOf(block) ?? [];
  const known = name === undefined || value === undefined ? undefined : toPart(name, value);
  return known ?? { type: 'other', vendor: 'bedrock', raw: isObject(block) ? block : {} };
}

function toPart(name: string, value: Json): Part | undefined {
  switch (name) {
    case 'text':
      return typeof value === 'string' ? { type: 'text', text: value } : undefined;
    case 'json':
      return { type: 'json', value };
    case 'image':
    case 'audio':
    case 'video': {
      const media = toMedia(value);
      return media && { type: name, ...media };
    }
    case 'document':
      return toDocument(value);
    case 'toolUse':
      return toToolCall(value);
    case 'toolResult':
      return toToolResult(value);
    case 'searchResult':
      return toSearchResult(value);
    case 'reasoningContent':
      return toReasoning(value);
    case 'citationsContent':
      return toCitedText(value);
    case 'cachePoint': {
      const ttl = stringAt(value, 'ttl');
      if (!hasOnly(value, ['type', 'ttl']) || stringAt(value, 'type') !== 'default') break;
      if (ttl === undefined) return { type: 'cache-point' };
      if (ttl === '5m' || ttl === '1h') return { type: 'cache-point', ttl };
    }
  }
  return undefined;
}

function toToolCall(value: Json): ToolCallPart | undefined {
  const id = stringAt(value, 'toolUseId');
  const name = stringAt(value, 'name');
  const input = at(value, 'input');
  const type = stringAt(value, 'type');
  if (!hasOnly(value, ['toolUseId', 'name', 'input', 'type'])) return;
  if (type !== undefined && type !== serverToolUse) return;
  if (id === undefined || name === undefined || input === undefined) return;
  return { type: 'tool-call', id, name, input, ...(type !== undefined && { server: true }) };
}

function toToolResult(value: Json): ToolResultPart | undefined {
  const callId = stringAt(value, 'toolUseId');
  const content = listAt(value, 'content');
  const status = stringAt(value, 'status');
  const type = stringAt(value, 'type');
  if (!hasOnly(value, ['toolUseId', 'content', 'status', 'type'])) return;
  if (type !== undefined && type !== serverToolResult) return;
  if (callId === undefined || content === undefined) return;
  if (status !== undefined && status !== 'error' && status !== 'success') return;
  return {
    type: 'tool-result',
    callId,
    content: content.map(blockToPart),
    ...(status !== undefined && { isError: status === 'error' }),
    ...(type !== undefined && { server: true }),
  };
}

function toSearchResult(value: Json): SearchResultPart | undefined {
  const source = stringAt(value, 'source');
  const title = stringAt(value, 'title');
  const content = (listAt(value, 'content') ?? []).map((item) =>
    hasOnly(item, ['text']) ? stringAt(item, 'text') : undefined,
  );
  const citations = booleanAt(objectAt(value, 'citations'), 'enabled');
  if (!hasOnly(value, ['source', 'title', 'content', 'citations'])) return undefined;
  if (source === undefined || title === undefined) return undefined;
  if (!content.every((text) => text !== undefined)) return undefined;
  return {
    type: 'search-result',
    source,
    title,
    content,
    ...(citations !== undefined && { citations }),
  };
}
