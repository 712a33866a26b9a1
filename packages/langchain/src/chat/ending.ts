import type { ChatResponse, StopReason } from '@ashlar/core';
import type { UsageMetadata } from '@langchain/core/messages';
import type { Served } from '../metering/attempt.ts';
import { plainObject } from './read-blocks.ts';

/** How a provider says that an answer ended; undefined when it said nothing. */
export function finishReason(metadata: Readonly<Record<string, unknown>>): string | undefined {
  const { messageStop, status, incomplete_details: details } = metadata;
  const candidates = [
    metadata.finish_reason,
    metadata.stop_reason,
    metadata.finishReason,
    metadata.stopReason,
    metadata.done_reason,
    (messageStop as { readonly stopReason?: unknown } | undefined)?.stopReason,
    (details as { readonly reason?: unknown } | null | undefined)?.reason,
    // Of OpenAI's Responses API.
    status === 'completed' ? 'stop' : undefined,
  ];
  return candidates.find((value) => typeof value === 'string' && value !== '') as
    | string
    | undefined;
}

/** One of ours for a provider's word. Some say `stop` also when they ask for a tool. */
export function toStopReason(reason: string | undefined, calls: boolean): StopReason {
  const known = reason === undefined ? 'end' : (reasons[reason.toLowerCase()] ?? 'other');
  return known === 'end' && calls ? 'tool-calls' : known;
}

const reasons: Readonly<Record<string, StopReason>> = {
  stop: 'end',
  end_turn: 'end',
  eos: 'end',
  tool_calls: 'tool-calls',
  tool_use: 'tool-calls',
  function_call: 'tool-calls',
  length: 'max-tokens',
  max_tokens: 'max-tokens',
  max_output_tokens: 'max-tokens',
  stop_sequence: 'stop-sequence',
  guardrail_intervened: 'guardrail',
  content_filter: 'content-filter',
  content_filtered: 'content-filter',
  refusal: 'content-filter',
  safety: 'content-filter',
  recitation: 'content-filter',
  prohibited_content: 'content-filter',
  model_context_window_exceeded: 'context-window',
  malformed_function_call: 'malformed',
  malformed_model_output: 'malformed',
  malformed_tool_use: 'malformed',
};

/** Token counts: LangChain's input includes what was read from and written to a cache, a core `Call` leaves it out. */
export function fromUsage(usage: UsageMetadata): Omit<Served, 'model'> {
  const { cache_read: read, cache_creation: written } = usage.input_token_details ?? {};
  return {
    inputTokens: Math.max(0, usage.input_tokens - (read ?? 0) - (written ?? 0)),
    outputTokens: usage.output_tokens,
    ...(read !== undefined && { cacheReadTokens: read }),
    ...(written !== undefined && { cacheWriteTokens: written }),
  };
}

/** Everything that a provider said besides, under `langchain`. */
export function fromMetadata(
  metadata: Readonly<Record<string, unknown>>,
): NonNullable<ChatResponse['vendor']> {
  return { langchain: plainObject(metadata) };
}

/** The model that really served: prompt routers and aliases say whom they chose. */
export function servedModel(metadata: Readonly<Record<string, unknown>>, asked: string): string {
  const { trace } = (metadata.metadata ?? metadata) as { readonly trace?: Trace };
  const routed = trace?.promptRouter?.invokedModelId?.replace(/^arn:.*\//, '');
  const { model_name: named } = metadata;
  return routed ?? (typeof named === 'string' && named !== '' ? named : asked);
}

interface Trace {
  readonly promptRouter?: { readonly invokedModelId?: string };
}
