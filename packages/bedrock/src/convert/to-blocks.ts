import type { Origin, Part, ReasoningPart, Role, TextPart } from '@ashlar/core';
import type {
  CachePointBlock,
  ContentBlock,
  ReasoningContentBlock,
} from '@aws-sdk/client-bedrock-runtime';
import { invalidRequest } from '../errors/failure.ts';
import { decodeBase64 } from './base64.ts';
import { toCitations } from './citations.ts';
import { escapes, guardable, guardableImage } from './guard-content.ts';
import { toAudio, toSharedBlock } from './media.ts';
import { fromRaw } from './raw-block.ts';
import { toToolResult, toToolUse } from './tool-blocks.ts';

/** The Converse blocks of one message's parts. Labels stay here; text without a visible character is left out. */
export function toBlocks(
  parts: readonly Part[],
  role: Role,
  model: string,
  guarded: readonly Origin[] = [],
): ContentBlock[] {
  return parts.flatMap((part) => toBlock(part, role, model, guarded));
}

function toBlock(
  part: Part,
  role: Role,
  model: string,
  guarded: readonly Origin[],
): ContentBlock[] {
  if (escapes(part, role, guarded)) {
    throw invalidRequest(
      model,
      `guardedOrigins cannot cover a part of type ${part.type}, which the guardrail would then not see: check it by guardrail(), or leave guardedOrigins out.`,
    );
  }
  switch (part.type) {
    case 'text':
      return toText(part, role, guarded);
    case 'json':
      return toText({ ...part, type: 'text', text: JSON.stringify(part.value) }, role, guarded);
    case 'image':
      return [guardableImage(part, role, guarded)];
    case 'audio':
      return [{ audio: toAudio(part) }];
    case 'video':
    case 'document':
    case 'search-result':
      return [toSharedBlock(part) as ContentBlock];
    case 'tool-call':
      return [{ toolUse: toToolUse(part) }];
    case 'tool-result':
      return [{ toolResult: toToolResult(part, model) }];
    case 'reasoning':
      return toReasoning(part);
    case 'cache-point':
      return [{ cachePoint: toCachePoint(part.ttl) }];
    case 'other':
      if (part.vendor === 'bedrock') return [fromRaw(part.raw)];
      throw invalidRequest(
        model,
        `a part is in the vocabulary of ${part.vendor} and cannot be sent to Bedrock: remove it from the history.`,
      );
  }
}

export function toCachePoint(ttl: '5m' | '1h' | undefined): CachePointBlock {
  return { type: 'default', ...(ttl !== undefined && { ttl }) };
}

// Converse refuses blank text, and takes citations only in what the model said.
function toText(part: TextPart, role: Role, guarded: readonly Origin[]): ContentBlock[] {
  if (part.citations !== undefined && role === 'assistant') {
    return [{ citationsContent: toCitations(part) }];
  }
  if (part.text.trim() === '') return [];
  return [role === 'assistant' ? { text: part.text } : guardable(part, role, guarded)];
}

function toReasoning({ text, signature, redacted }: ReasoningPart): ContentBlock[] {
  const blocks: ReasoningContentBlock[] = [];
  if (text !== undefined || signature !== undefined) {
    blocks.push({
      reasoningText: { text: text ?? '', ...(signature !== undefined && { signature }) },
    });
  }
  if (redacted !== undefined) blocks.push({ redactedContent: decodeBase64(redacted) });
  return blocks.map((reasoningContent) => ({ reasoningContent }));
}
