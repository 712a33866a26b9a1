import { toChatRequest } from '../wire/chat-request.ts';
import { toConverseResponse } from '../wire/converse-response.ts';
import { toWireUsage } from '../wire/usage.ts';
import type { OperationCall } from './call.ts';
import { chatEngine } from './chat-engine.ts';

/** Answers Converse with one `generate` of the engine. */
export async function converse(call: OperationCall): Promise<void> {
  const request = toChatRequest(call.body);
  const started = performance.now();
  const response = await chatEngine(call).generate(request, call.context);
  const usage = toWireUsage(request, response);
  call.record.usage = usage.tokens;
  call.record.usageEstimated = usage.estimated;
  const latencyMs = Math.round(performance.now() - started);
  await call.reply.body(toConverseResponse(response, usage, latencyMs));
}
