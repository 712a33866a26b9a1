import type { ChatResponse, Json, StopReason } from '@ashlar/core';
import type {
  ConverseCommandOutput,
  ConverseStreamMetadataEvent,
  MessageStopEvent,
  TokenUsage,
} from '@aws-sdk/client-bedrock-runtime';
import { modelError } from '../errors/failure.ts';
import type { Served } from '../metering/served.ts';
import { fromMessage } from './from-blocks.ts';
import { plainNumber } from './plain-number.ts';
import { toRaw } from './raw-block.ts';

/** What Bedrock says after an answer, in one reply or at the end of a stream. */
export type Report = Omit<ConverseStreamMetadataEvent, 'usage'> &
  Pick<MessageStopEvent, 'stopReason' | 'additionalModelResponseFields'> & {
    readonly usage: TokenUsage;
    readonly requestId: string | undefined;
    /** Events of a newer service that came in the stream. */
    readonly unknownEvents?: readonly Json[];
  };

/** Splits a unary reply into the message and the report. */
export function readReply(
  output: ConverseCommandOutput,
  model: string,
): Pick<ChatResponse, 'message'> & { readonly report: Report } {
  const message = output.output?.message;
  const { usage, $metadata } = output;
  if (message === undefined || usage === undefined) {
    throw modelError(
      'model.failed',
      `The reply of ${model} has no message or no usage.`,
      { model },
      {
        retryable: true,
      },
    );
  }
  return {
    // Who answers is the model, whatever a gateway made of it.
    message: fromMessage({ ...message, role: 'assistant' }),
    report: { ...output, usage, requestId: $metadata.requestId },
  };
}

/** Bedrock's `inputTokens` leaves out what was read from and written to the cache, as a core `Call` does. */
export function fromUsage(report: Report, asked: string): Served {
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = report.usage;
  const tier = report.serviceTier?.type;
  const hour = hourTokens(report);
  return {
    model: invokedModel(report) ?? asked,
    inputTokens: count(inputTokens),
    outputTokens: count(outputTokens),
    ...(cacheReadInputTokens !== undefined && { cacheReadTokens: count(cacheReadInputTokens) }),
    ...(cacheWriteInputTokens !== undefined && { cacheWriteTokens: count(cacheWriteInputTokens) }),
    ...(hour > 0 && { cacheWriteHourTokens: hour }),
    ...(tier !== undefined && { tier }),
  };
}

function hourTokens({ usage }: Report): number {
  const hours = (usage.cacheDetails ?? []).filter(({ ttl }) => ttl === '1h');
  return hours.reduce((sum, { inputTokens = 0 }) => sum + count(inputTokens), 0);
}

// Nonsense from the wire must not break what is booked, nor give a budget back what it spent.
function count(tokens: unknown): number {
  const number = Number(plainNumber(tokens) ?? tokens ?? 0);
  return number > 0 ? Math.min(Math.ceil(number), Number.MAX_SAFE_INTEGER) : 0;
}

// A prompt router says whom it chose: `arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0`.
function invokedModel({ trace }: Report): string | undefined {
  return trace?.promptRouter?.invokedModelId?.replace(/^arn:.*\//, '');
}

export function fromStopReason(reason: string | undefined): StopReason {
  return (reason !== undefined && Object.hasOwn(reasons, reason) && reasons[reason]) || 'other';
}

const reasons: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  tool_use: 'tool-calls',
  max_tokens: 'max-tokens',
  stop_sequence: 'stop-sequence',
  guardrail_intervened: 'guardrail',
  content_filtered: 'content-filter',
  malformed_model_output: 'malformed',
  malformed_tool_use: 'malformed',
  model_context_window_exceeded: 'context-window',
};

/** Everything of a report that core has no field for, as JSON under `vendor.bedrock`. */
export function fromReport(report: Report, ignored: readonly string[]): Json {
  const { stopReason, metrics, trace, performanceConfig, serviceTier, usage, requestId } = report;
  return toRaw({
    ...(ignored.length > 0 && { ignored }),
    stopReason,
    requestId,
    latencyMs: metrics?.latencyMs,
    trace,
    performanceConfig,
    serviceTier,
    cacheDetails: usage.cacheDetails,
    additionalModelResponseFields: report.additionalModelResponseFields,
    unknownEvents: report.unknownEvents,
  });
}
