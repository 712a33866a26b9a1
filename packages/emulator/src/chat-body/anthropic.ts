import { randomUUID } from 'node:crypto';
import type { ChatResponse, JsonObject, StopReason } from '@ashlar/core';
import type { WireUsage } from '../wire/usage.ts';
import { anthropicChunks } from './anthropic-chunks.ts';
import { partToAnthropic } from './anthropic-part.ts';
import { readAnthropic } from './anthropic-request.ts';
import type { ChatBody } from './chat-body.ts';

/** Anthropic's Messages API as Bedrock has it. Source: Bedrock user guide, "Anthropic Claude Messages API". */
export const anthropic: ChatBody = {
  read: readAnthropic,
  write: (response, usage, model) => ({
    id: `msg_bdrk_${randomUUID().replaceAll('-', '').slice(0, 24)}`,
    type: 'message',
    role: 'assistant',
    model,
    content: response.message.content.map(partToAnthropic),
    ...stop(response),
    usage: anthropicUsage(usage),
  }),
  chunks: anthropicChunks,
};

function stop({ stopReason }: ChatResponse): JsonObject {
  return { stop_reason: anthropicStops[stopReason], stop_sequence: null };
}

export const anthropicStops: Readonly<Record<StopReason, string>> = {
  end: 'end_turn',
  'tool-calls': 'tool_use',
  'max-tokens': 'max_tokens',
  'stop-sequence': 'stop_sequence',
  // The action of a guardrail stands beside the message.
  guardrail: 'end_turn',
  'content-filter': 'refusal',
  'context-window': 'model_context_window_exceeded',
  malformed: 'end_turn',
  other: 'end_turn',
};

export function anthropicUsage({ tokens }: WireUsage): JsonObject {
  return {
    input_tokens: tokens.inputTokens ?? 0,
    output_tokens: tokens.outputTokens ?? 0,
    cache_read_input_tokens: tokens.cacheReadInputTokens ?? 0,
    cache_creation_input_tokens: tokens.cacheWriteInputTokens ?? 0,
  };
}
