import type { Json } from '@ashlar/core';
import { parseJson } from '../parse-json.ts';
import { serverSentEvents } from './server-sent-events.ts';
import { answerError, errorMessage } from './upstream-error.ts';

/**
 * The chunks of a streamed answer up to `[DONE]` or the end of the stream.
 *
 * @throws AshlarError `model.failed` for an error inside the stream
 */
export async function* chunksOf(model: string, response: Response): AsyncGenerator<Json> {
  if (response.body === null) return;
  for await (const data of serverSentEvents(response.body)) {
    if (data === '[DONE]') return;
    const chunk = parseJson(data);
    const failure = chunk === undefined ? 'sent an event that is no JSON' : errorMessage(chunk);
    if (chunk === undefined || failure !== undefined) {
      throw answerError('model.failed', { model, midStream: true }, failure ?? 'failed');
    }
    yield chunk;
  }
}
