import type { ChatBody } from '../chat-body/chat-body.ts';
import { chatBodyOf } from '../chat-body/chat-body-of.ts';
import { toWireUsage } from '../wire/usage.ts';
import type { OperationCall } from './call.ts';
import { embed, embeddingBodyOf } from './embed.ts';
import { echoedHeaders, guardrailFields, invokeEngine, unknownBody } from './invoke-engine.ts';

/** Answers InvokeModel in the body shapes of the vendors that are known. */
export async function invokeModel(call: OperationCall): Promise<void> {
  const embedding = embeddingBodyOf(call.model, call.body);
  if (embedding !== undefined) return embed(call, embedding);
  const chat = chatBodyOf(call.model, call.body);
  if (chat === undefined) throw unknownBody(call.model);
  await converseInBody(call, chat);
}

async function converseInBody(call: OperationCall, shape: ChatBody): Promise<void> {
  const request = shape.read(call.body);
  const started = performance.now();
  const response = await invokeEngine(call).generate(request, call.context);
  const usage = toWireUsage(request, response);
  call.record.usage = usage.tokens;
  call.record.usageEstimated = usage.estimated;
  const body = { ...shape.write(response, usage, call.model), ...guardrailFields(call, response) };
  await call.reply.body(body, {
    'x-amzn-bedrock-input-token-count': String(usage.tokens.inputTokens),
    'x-amzn-bedrock-output-token-count': String(usage.tokens.outputTokens),
    'x-amzn-bedrock-invocation-latency': String(Math.round(performance.now() - started)),
    ...echoedHeaders(call),
    ...(usage.estimated && { 'x-ashlar-usage': 'estimated' }),
  });
}
