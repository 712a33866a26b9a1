import {
  type AshlarError,
  type Call,
  type CallContext,
  type ChatEvent,
  type ChatRequest,
  type ChatResponse,
  type LinkedAbort,
  linkAbort,
} from '@ashlar/core';
import { fromReport, fromStopReason, fromUsage, type Report } from '../convert/from-response.ts';
import { assembleStream, type StreamAssembly } from '../convert/stream-assembly.ts';
import { modelError } from '../errors/failure.ts';
import { translateError } from '../errors/translate-error.ts';
import { beginAttempt } from '../metering/attempt.ts';
import { beforeRetry } from '../transport/before-retry.ts';
import { converseStream } from '../transport/commands.ts';
import { prepareCall, withMaxTokens } from './prepare.ts';
import type { ChatSettings } from './settings.ts';

/**
 * One streamed answer. Attempts are repeated as long as nothing was delivered; after that a failure is thrown with
 * `midStream: true`. Leaving the stream early aborts its request at once, also while the next event is awaited.
 */
export function stream(
  settings: ChatSettings,
  request: ChatRequest,
  context: CallContext,
): AsyncIterable<ChatEvent> {
  return {
    [Symbol.asyncIterator]() {
      const link = linkAbort(context.signal);
      const events = attempts(settings, request, context, link);
      return {
        next: () => events.next(),
        return: (value) => {
          // A generator would queue the return behind the event that it is waiting for.
          link.abort();
          link.release();
          return events.return(value);
        },
      };
    },
  };
}

async function* attempts(
  settings: ChatSettings,
  request: ChatRequest,
  context: CallContext,
  consumer: LinkedAbort,
): AsyncGenerator<ChatEvent, undefined> {
  const { id: model, connection } = settings;
  const { signal } = consumer;
  const calls: Call[] = [];
  try {
    const { input, estimate, ignored } = await prepareCall(settings, request, context);
    for (let number = 1; ; number += 1) {
      const attempt = await beginAttempt(context, estimate, number, signal);
      const wire = linkAbort(signal);
      let delivered = false;
      let complete = false;
      try {
        const limited = withMaxTokens(input, attempt.maxTokens);
        const reply = await converseStream(connection, limited, wire.signal);
        const assembly = assembleStream();
        try {
          for await (const event of reply.stream ?? []) {
            const shown = assembly.add(event);
            if (shown === undefined) continue;
            delivered = true;
            yield shown;
          }
        } catch (thrown) {
          // A connection that breaks after the last event takes nothing away.
          if (assembly.report(undefined) === undefined) throw thrown;
        }
        const report = assembly.report(reply.$metadata.requestId);
        if (report === undefined) throw truncated(model, delivered);
        complete = true;
        calls.push(attempt.served(fromUsage(report, model)));
        yield* assembly.rest();
        yield { type: 'finish', response: respond(assembly, report, calls, ignored) };
        return;
      } catch (thrown) {
        if (complete) throw thrown;
        const now = connection.clock.now();
        const failure = translateError(thrown, { model, signal, midStream: delivered, now });
        const call = attempt.failed(failure);
        if (call !== undefined) calls.push(call);
        if (delivered) throw failure.error;
        await beforeRetry(failure.error, number, model, connection, signal);
      } finally {
        attempt.leave();
        // A stream that is not read to its end holds its socket for ever. One that is, may keep it for the next call.
        if (!complete) wire.abort();
        wire.release();
      }
    }
  } finally {
    consumer.release();
  }
}

function respond(
  assembly: StreamAssembly,
  report: Report,
  calls: readonly Call[],
  ignored: readonly string[],
): ChatResponse {
  return {
    message: assembly.message,
    stopReason: fromStopReason(report.stopReason),
    calls,
    vendor: { bedrock: fromReport(report, ignored) },
  };
}

// The SDK ends a stream that was cut between two frames as if it were whole.
function truncated(model: string, midStream: boolean): AshlarError {
  return modelError(
    'model.truncated',
    `The stream of ${model} ended before the answer was complete: messageStop or metadata is missing.`,
    { model, ...(midStream && { midStream }) },
    { retryable: true },
  );
}
