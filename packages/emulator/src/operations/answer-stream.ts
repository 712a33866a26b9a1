import { toServiceError } from '../errors.ts';
import type { WireEvent } from '../wire/block-stream.ts';
import { eventFrame, exceptionFrame } from '../wire/frame.ts';
import { streamException } from '../wire/stream-exception.ts';
import type { OperationCall } from './call.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Answers with a stream of events. What fails before the first event is an ordinary error, what fails later an exception inside
 * the stream, by the names that the operation's stream has for them.
 */
export async function answerStream(
  call: OperationCall,
  source: AsyncIterable<WireEvent>,
  options: { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const { reply, record } = call;
  const events = untilAborted(source, reply.signal);
  try {
    let next = await events.next();
    if (next === undefined || !(await reply.open(options.headers))) return;
    record.events = 0;
    while (next !== undefined && !next.done) {
      const { type, payload } = next.value;
      if (!(await reply.frame(eventFrame(type, payload)))) return;
      record.events += 1;
      next = await events.next();
    }
    await reply.close();
  } catch (error) {
    if (record.events === undefined) throw error;
    const { exception, body } = toServiceError(error);
    const [name] = streamException(exception, call.operation);
    record.exception = exception;
    await reply.frame(exceptionFrame(name, body));
    await reply.close();
  } finally {
    events.leave();
  }
}
