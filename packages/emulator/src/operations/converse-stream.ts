import type { ChatRequest, ChatResponse } from '@ashlar/core';
import { toServiceError } from '../errors.ts';
import { type BlockStream, blockStream, type WireEvent } from '../wire/block-stream.ts';
import { toChatRequest } from '../wire/chat-request.ts';
import { additionalFields, metadata } from '../wire/converse-response.ts';
import { eventFrame, exceptionFrame } from '../wire/frame.ts';
import { stopReasons } from '../wire/stop-reason.ts';
import { streamException } from '../wire/stream-exception.ts';
import { toWireUsage } from '../wire/usage.ts';
import type { OperationCall } from './call.ts';
import { chatEngine } from './chat-engine.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Answers ConverseStream with the engine's `stream`. What fails before its first event is an ordinary error, what fails
 * later an exception inside the stream; an engine that ends without `finish` is passed on as the truncated stream it is.
 */
export async function converseStream(call: OperationCall): Promise<void> {
  const { reply, record } = call;
  const request = toChatRequest(call.body);
  const started = performance.now();
  const events = untilAborted(chatEngine(call).stream(request, call.context), reply.signal);
  try {
    let next = await events.next();
    if (next === undefined || !(await reply.open())) return;
    const send = sender(call);
    if (!(await send([{ type: 'messageStart', payload: { role: 'assistant' } }]))) return;
    const blocks = blockStream();
    while (next !== undefined && !next.done) {
      const { value } = next;
      const batch =
        value.type === 'finish'
          ? finish(call, request, value.response, blocks, performance.now() - started)
          : blocks.accept(value);
      const sent = send(batch);
      if (!(sent === true || (await sent))) return;
      if (value.type === 'finish') break;
      next = await events.next();
    }
    await reply.close();
  } catch (error) {
    if (record.events === undefined) throw error;
    const { exception, body } = toServiceError(error);
    const [name] = streamException(exception);
    record.exception = exception;
    await reply.frame(exceptionFrame(name, body));
    await reply.close();
  } finally {
    events.leave();
  }
}

function sender(call: OperationCall): (events: readonly WireEvent[]) => Promise<boolean> | true {
  const { reply, record } = call;
  record.events = 0;
  const sendFrom = async (events: readonly WireEvent[], from: number): Promise<boolean> => {
    for (let index = from; index < events.length; index += 1) {
      const { type, payload } = events[index] as WireEvent;
      if (!(await reply.frame(eventFrame(type, payload)))) return false;
      record.events = (record.events ?? 0) + 1;
    }
    return true;
  };
  return (events) => (events.length === 0 ? true : sendFrom(events, 0));
}

function finish(
  call: OperationCall,
  request: ChatRequest,
  response: ChatResponse,
  blocks: BlockStream,
  elapsedMs: number,
): readonly WireEvent[] {
  const usage = toWireUsage(request, response);
  call.record.usage = usage.tokens;
  call.record.usageEstimated = usage.estimated;
  return [
    ...blocks.complete(response.message.content),
    {
      type: 'messageStop',
      payload: {
        stopReason: stopReasons[response.stopReason],
        ...additionalFields(response, usage),
      },
    },
    { type: 'metadata', payload: metadata(response, usage, Math.round(elapsedMs)) },
  ];
}
