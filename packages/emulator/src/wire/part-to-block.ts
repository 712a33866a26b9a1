import type { JsonObject, Part } from '@ashlar/core';
import { fromCitedText } from './citation.ts';
import { fromDocument } from './document.ts';
import { fromMediaSource } from './media.ts';
import { fromReasoning } from './reasoning.ts';
import { serverToolResult, serverToolUse } from './server-tool.ts';

/** Where a block stands: a tool result may hold structured data, a message says it as text. */
type Place = 'message' | 'tool-result';

/** A part as a Converse content block: the way back of `blockToPart`. */
export function partToBlock(part: Part, place: Place = 'message'): JsonObject {
  switch (part.type) {
    case 'text':
      return part.citations === undefined
        ? { text: part.text }
        : { citationsContent: fromCitedText(part.text, part.citations) };
    case 'json':
      return place === 'tool-result' ? { json: part.value } : { text: JSON.stringify(part.value) };
    case 'image':
    case 'audio':
    case 'video':
      return { [part.type]: { format: part.format, source: fromMediaSource(part.source) } };
    case 'document':
      return { document: fromDocument(part) };
    case 'search-result': {
      const { source, title, content, citations } = part;
      return {
        searchResult: {
          source,
          title,
          content: content.map((text) => ({ text })),
          ...(citations !== undefined && { citations: { enabled: citations } }),
        },
      };
    }
    case 'tool-call': {
      const { id, name, input, server } = part;
      return {
        toolUse: { toolUseId: id, name, input, ...(server === true && { type: serverToolUse }) },
      };
    }
    case 'tool-result':
      return {
        toolResult: {
          toolUseId: part.callId,
          content: part.content.map((item) => partToBlock(item, 'tool-result')),
          ...(part.isError !== undefined && { status: part.isError ? 'error' : 'success' }),
          ...(part.server === true && { type: serverToolResult }),
        },
      };
    case 'reasoning':
      return { reasoningContent: fromReasoning(part) };
    case 'cache-point':
      return {
        cachePoint: { type: 'default', ...(part.ttl !== undefined && { ttl: part.ttl }) },
      };
    case 'other':
      return part.vendor === 'bedrock' ? part.raw : { text: JSON.stringify(part.raw) };
  }
}
