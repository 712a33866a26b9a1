import type { CallContext, ChatRequest, ChatResponse } from '@ashlar/core';
import { unlessAborted } from '../abort/unless-aborted.ts';
import { translateError } from '../failure/translate-error.ts';
import { beginAttempt } from '../metering/attempt.ts';
import { finishReason, fromMetadata, toStopReason } from './ending.ts';
import { fromMessage } from './from-message.ts';
import { prepareCall } from './prepare.ts';
import { servedOf } from './served.ts';
import type { ChatSettings } from './settings.ts';

/** One whole answer in one attempt. */
export async function generate(
  settings: ChatSettings,
  request: ChatRequest,
  context: CallContext,
): Promise<ChatResponse> {
  const { id, dialect } = settings;
  const { signal } = context;
  const prepared = await prepareCall(settings, request, context);
  const attempt = await beginAttempt(context, prepared.estimate, signal);
  let sent = false;
  try {
    const model = prepared.open(attempt.maxTokens);
    sent = true;
    const work = model.invoke(prepared.messages, prepared.options(signal));
    const answer = await unlessAborted(work, signal, id);
    const message = fromMessage(answer, dialect);
    const metadata = answer.response_metadata;
    const usage = answer.usage_metadata;
    const calls = [attempt.served(servedOf(settings, prepared, message, usage, metadata))];
    const asks = message.content.some(({ type }) => type === 'tool-call');
    const stopReason = toStopReason(finishReason(metadata), asks);
    return { message, stopReason, calls, vendor: fromMetadata(metadata) };
  } catch (thrown) {
    if (!sent) attempt.release();
    const failure = translateError(thrown, { name: id, signal });
    attempt.failed(failure);
    throw failure.error;
  }
}
