import type { ChatEvent, ChatRequest, ModelInfo } from '../../chat.ts';
import type { CallContext } from '../../context.ts';
import { fromErrorRecord } from '../../errors.ts';
import { byWords, eventsOf } from '../model/reply-parts.ts';
import { inputBytesOf } from '../model/scripted-usage.ts';
import { abortError } from '../model/wait.ts';
import type { TapeEntry } from './tape.ts';

/**
 * Gives back what was recorded, metered like the recorded call, so that budgets and usage are those of the recording.
 * An answer that was recorded whole is streamed a word at a time.
 */
export async function* replayEntry(
  { events = [], error }: TapeEntry,
  model: { readonly id: string; readonly info: ModelInfo },
  request: ChatRequest,
  { meter, signal }: CallContext,
): AsyncGenerator<ChatEvent, void> {
  if (signal.aborted) throw abortError(signal);
  const { maxTokens } = request;
  const reservation = await meter.reserve({
    model: model.id,
    info: model.info,
    inputBytes: inputBytesOf(request),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  });
  let open = true;
  try {
    const finish = events.findLast((event) => event.type === 'finish');
    if (finish !== undefined && events.length === 1) {
      yield* eventsOf(finish.response.message.content, byWords);
    }
    for (const event of events) {
      if (signal.aborted) throw abortError(signal);
      if (event.type !== 'finish') yield event;
    }
    open = false;
    if (finish === undefined) reservation.fail('failed');
    if (error !== undefined) throw fromErrorRecord(error);
    if (finish === undefined) return;
    const served = finish.response.calls.findLast((call) => call.outcome === 'served');
    const row = served ?? { model: model.id, outcome: 'served', inputTokens: 0, outputTokens: 0 };
    yield { type: 'finish', response: { ...finish.response, calls: [reservation.settle(row)] } };
  } finally {
    if (open) reservation.fail('abandoned');
  }
}
