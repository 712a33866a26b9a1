import { inService, toServiceError } from '../errors.ts';
import { operations } from '../server/operation.ts';
import type { WireEvent } from '../wire/block-stream.ts';
import { eventFrame, exceptionFrame } from '../wire/frame.ts';
import { streamException } from '../wire/stream-exception.ts';
import type { OperationCall } from './call.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Answers with a stream of events. What fails before the first batch is an ordinary error, what fails later an exception inside
 * the stream, by the names that the operation's stream has for them.
 */
export async function answerStream(
  call: OperationCall,
  source: AsyncIterable<readonly WireEvent[]>,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { reply, record } = call;
  const batches = untilAborted(source, reply.signal);
  try {
    let next = await batches.next();
    if (next === undefined || !(await reply.open(headers))) return;
    record.events = 0;
    while (next !== undefined && !next.done) {
      for (const { type, payload } of next.value) {
        const sent = reply.frame(eventFrame(type, payload));
        // Most frames need no waiting: a microtask for each would cost more than the frame.
        if (!(sent === true || (await sent))) return;
        record.events += 1;
      }
      next = await batches.next();
    }
    await reply.close();
  } catch (error) {
    if (record.events === undefined) throw error;
    const { service } = operations[call.operation];
    const { exception, body } = inService(toServiceError(error), service);
    const [name] = streamException(exception, call.operation);
    record.exception = exception;
    await reply.frame(exceptionFrame(name, body));
    await reply.close();
  } finally {
    batches.leave();
  }
}
