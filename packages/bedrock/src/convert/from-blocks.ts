import type { Message, Part, ReasoningPart } from '@ashlar/core';
import type {
  CachePointBlock,
  ContentBlock,
  Message as ConverseMessage,
  ReasoningContentBlock,
} from '@aws-sdk/client-bedrock-runtime';
import { encodeBase64 } from './base64.ts';
import { fromCitations } from './citations.ts';
import { fromMedia, fromSharedBlock } from './media.ts';
import { toRaw } from './raw-block.ts';
import { fromToolResult, fromToolUse } from './tool-blocks.ts';

export function fromMessage({ role, content }: ConverseMessage): Message {
  const said = role ?? 'assistant';
  return {
    role: said,
    content: (content ?? []).map((block) => fromBlock(block, said === 'assistant')),
  };
}

/** The part of a Converse block. What core has no name for is kept as it came. */
export function fromBlock(block: ContentBlock, byModel: boolean): Part {
  return part(block, byModel) ?? { type: 'other', vendor: 'bedrock', raw: toRaw(block) };
}

function part(block: ContentBlock, byModel: boolean): Part | undefined {
  if (block.toolUse !== undefined) return fromToolUse(block.toolUse);
  if (block.reasoningContent !== undefined) return fromReasoning(block.reasoningContent);
  if (block.citationsContent !== undefined) return fromCitations(block.citationsContent);
  if (block.toolResult !== undefined) return fromToolResult(block.toolResult, byModel);
  if (block.audio !== undefined) return fromMedia('audio', block.audio);
  if (block.cachePoint !== undefined) return fromCachePoint(block.cachePoint);
  return fromSharedBlock(block);
}

function fromReasoning({
  reasoningText,
  redactedContent,
}: ReasoningContentBlock): ReasoningPart | undefined {
  if (redactedContent !== undefined) {
    return { type: 'reasoning', redacted: encodeBase64(redactedContent) };
  }
  if (reasoningText?.text === undefined) return undefined;
  const { text, signature } = reasoningText;
  return { type: 'reasoning', text, ...(signature !== undefined && { signature }) };
}

function fromCachePoint({ type, ttl }: CachePointBlock): Part | undefined {
  if (type !== 'default') return undefined;
  return { type: 'cache-point', ...(ttl !== undefined && { ttl }) };
}
