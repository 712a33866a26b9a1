import type { Call, CallContext, ChatRequest, ChatResponse } from '@ashlar/core';
import { fromReport, fromStopReason, fromUsage, readReply } from '../convert/from-response.ts';
import { translateError } from '../errors/translate-error.ts';
import { beforeRetry } from '../transport/before-retry.ts';
import { converse } from '../transport/commands.ts';
import { beginAttempt } from './attempt.ts';
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
  const { input, estimate } = await prepareCall(settings, request, context);
  const calls: Call[] = [];
  for (let number = 1; ; number += 1) {
    const attempt = await beginAttempt(context, estimate, number);
    try {
      const output = await converse(
        connection,
        withMaxTokens(unary(input), attempt.maxTokens),
        signal,
      );
      const { message, report } = readReply(output, model);
      calls.push(attempt.served(fromUsage(report, model)));
      const stopReason = fromStopReason(report.stopReason);
      return { message, stopReason, calls, vendor: { bedrock: fromReport(report) } };
    } catch (thrown) {
      const now = connection.clock.now();
      const failure = translateError(thrown, { model, signal, midStream: false, now });
      const call = attempt.failed(failure);
      if (call !== undefined) calls.push(call);
      await beforeRetry(failure.error, number, connection, signal);
    }
  }
}

// Only streams can check text while it is delivered.
function unary<T extends { guardrailConfig?: object | undefined }>(input: T): T {
  if (input.guardrailConfig === undefined) return input;
  return {
    ...input,
    guardrailConfig: { ...input.guardrailConfig, streamProcessingMode: undefined },
  };
}
