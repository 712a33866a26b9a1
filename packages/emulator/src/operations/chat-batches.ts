import type { ChatModel, ChatRequest, ChatResponse } from '@ashlar/core';
import { type BlockStream, blockStream, type WireEvent } from '../wire/block-stream.ts';
import { additionalFields, metadata } from '../wire/converse-response.ts';
import { stopReasons } from '../wire/stop-reason.ts';
import { toWireUsage } from '../wire/usage.ts';
import type { OperationCall } from './call.ts';

/**
 * The events of ConverseStream for an engine's stream, in the batches in which the engine makes them. An engine that ends without
 * `finish` makes the truncated stream that it is.
 */
export async function* chatBatches(
  call: OperationCall,
  model: ChatModel,
  request: ChatRequest,
): AsyncGenerator<readonly WireEvent[]> {
  const started = performance.now();
  const blocks = blockStream();
  let head: readonly WireEvent[] = [{ type: 'messageStart', payload: { role: 'assistant' } }];
  for await (const event of model.stream(request, call.context)) {
    const batch =
      event.type === 'finish'
        ? finish(call, request, event.response, blocks, performance.now() - started)
        : blocks.accept(event);
    if (head.length > 0 || batch.length > 0) yield head.length === 0 ? batch : [...head, ...batch];
    head = [];
    if (event.type === 'finish') return;
  }
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
