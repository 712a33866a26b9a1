import type { Call, CallContext, ChatRequest, ChatResponse } from '@ashlar/core';
import { fromReport, fromStopReason, fromUsage, readReply } from '../convert/from-response.ts';
import type { ConverseInput } from '../convert/to-request.ts';
import { withAttempts } from '../metering/with-attempts.ts';
import { converse } from '../transport/commands.ts';
import { prepareCall, withMaxTokens } from './prepare.ts';
import type { ChatSettings } from './settings.ts';

/** One unary answer, in as many attempts as the retry policy allows. */
export async function generate(
  settings: ChatSettings,
  request: ChatRequest,
  context: CallContext,
): Promise<ChatResponse> {
  const { id: model, connection } = settings;
  const { signal } = context;
  const { input, estimate, ignored } = await prepareCall(settings, request, context);
  const calls: Call[] = [];
  const { message, report } = await withAttempts(
    connection,
    context,
    signal,
    estimate,
    calls,
    async (maxTokens) => {
      const output = await converse(connection, withMaxTokens(unary(input), maxTokens), signal);
      const value = readReply(output, model);
      return { value, served: fromUsage(value.report, model) };
    },
  );
  const stopReason = fromStopReason(report.stopReason);
  return { message, stopReason, calls, vendor: { bedrock: fromReport(report, ignored) } };
}

// Only streams can check text while it is delivered.
function unary(input: ConverseInput): ConverseInput {
  if (input.guardrailConfig === undefined) return input;
  const { streamProcessingMode: _, ...guardrailConfig } = input.guardrailConfig;
  return { ...input, guardrailConfig };
}
