import type { Json, JsonObject, Part } from '@ashlar/core';
import { at, booleanAt, isObject, listAt, objectAt, stringAt } from '../wire/read.ts';

/** A content block of the Messages API as a part; what core has no name for stays as it came. */
export function anthropicToPart(block: Json): Part {
  return known(block) ?? { type: 'other', vendor: 'anthropic', raw: isObject(block) ? block : {} };
}

function known(block: Json): Part | undefined {
  switch (stringAt(block, 'type')) {
    case 'text': {
      const text = stringAt(block, 'text');
      return text === undefined ? undefined : { type: 'text', text };
    }
    case 'image':
    case 'document': {
      const source = objectAt(block, 'source');
      const base64 = stringAt(source, 'data');
      const [, format] = (stringAt(source, 'media_type') ?? '').split('/');
      if (base64 === undefined || format === undefined) return undefined;
      if (stringAt(block, 'type') === 'image') return { type: 'image', format, source: { base64 } };
      const name = stringAt(block, 'title') ?? 'document';
      return { type: 'document', name, format, source: { base64 } };
    }
    case 'tool_use': {
      const id = stringAt(block, 'id');
      const name = stringAt(block, 'name');
      const input = at(block, 'input');
      return id === undefined || name === undefined || input === undefined
        ? undefined
        : { type: 'tool-call', id, name, input };
    }
    case 'tool_result': {
      const callId = stringAt(block, 'tool_use_id');
      const isError = booleanAt(block, 'is_error');
      if (callId === undefined) return undefined;
      const content = anthropicContent(at(block, 'content') ?? []);
      return { type: 'tool-result', callId, content, ...(isError !== undefined && { isError }) };
    }
    case 'thinking': {
      const text = stringAt(block, 'thinking') ?? '';
      const signature = stringAt(block, 'signature');
      return { type: 'reasoning', text, ...(signature !== undefined && { signature }) };
    }
    case 'redacted_thinking': {
      const redacted = stringAt(block, 'data');
      return redacted === undefined ? undefined : { type: 'reasoning', redacted };
    }
  }
  return undefined;
}

/** Content is a list of blocks, or one text for short. */
export function anthropicContent(content: Json): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return (listAt({ content }, 'content') ?? []).map(anthropicToPart);
}

export function partToAnthropic(part: Part): JsonObject {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'json':
      return { type: 'text', text: JSON.stringify(part.value) };
    case 'tool-call':
      return { type: 'tool_use', id: part.id, name: part.name, input: part.input };
    case 'reasoning':
      return part.redacted === undefined
        ? { type: 'thinking', thinking: part.text ?? '', signature: part.signature ?? '' }
        : { type: 'redacted_thinking', data: part.redacted };
    case 'other':
      return part.vendor === 'anthropic'
        ? part.raw
        : { type: 'text', text: JSON.stringify(part.raw) };
    default:
      return { type: 'text', text: JSON.stringify(part) };
  }
}
