import { toChatRequest } from '../wire/chat-request.ts';
import { at, isObject, memberOf, stringAt } from '../wire/read.ts';
import { estimateTokens, tokensOf } from '../wire/usage.ts';
import type { OperationCall } from './call.ts';

/** Answers CountTokens: by the engine where it can count, else by the emulator's estimate, which a header says. */
export async function countTokens(call: OperationCall): Promise<void> {
  const [kind, value] = memberOf(at(call.body, 'input')) ?? [];
  const model = call.engines.chatModel(call.model);
  if (kind === 'converse' && isObject(value)) {
    const request = toChatRequest(value);
    const counted = await model.countTokens?.(request, call.context);
    return answer(call, counted ?? estimateTokens(request), counted === undefined);
  }
  const body = Buffer.from(stringAt(value, 'body') ?? '', 'base64').toString('utf8');
  return answer(call, tokensOf(body), true);
}

async function answer(call: OperationCall, inputTokens: number, estimated: boolean): Promise<void> {
  call.record.usage = { inputTokens };
  call.record.usageEstimated = estimated;
  await call.reply.body({ inputTokens }, estimated ? { 'x-ashlar-usage': 'estimated' } : {});
}
