import type { ChatRequest, Json } from '@ashlar/core';
import { chatBodyOf } from '../chat-body/chat-body-of.ts';
import { parseJson } from '../parse-json.ts';
import { toChatRequest } from '../wire/chat-request.ts';
import { at, isObject, memberOf, stringAt } from '../wire/read.ts';
import { estimateTokens, tokensOf } from '../wire/usage.ts';
import type { OperationCall } from './call.ts';

/** Answers CountTokens: by the engine where it can count, else by the emulator's estimate, which a header says. */
export async function countTokens(call: OperationCall): Promise<void> {
  const [kind, value] = memberOf(at(call.body, 'input')) ?? [];
  const model = call.engines.chatModel(call.model);
  const request =
    kind === 'converse' && isObject(value) ? toChatRequest(value) : bodyRequest(call.model, value);
  if (request === undefined) return answer(call, tokensOf(bodyText(value)), true);
  const counted = await model.countTokens?.(request, call.context);
  return answer(call, counted ?? estimateTokens(request), counted === undefined);
}

/** The body of InvokeModel as a request; nothing when it is of a vendor that is not known. */
function bodyRequest(model: string, value: Json | undefined): ChatRequest | undefined {
  const body = parseJson(bodyText(value));
  return isObject(body) ? chatBodyOf(model, body)?.read(body) : undefined;
}

function bodyText(value: Json | undefined): string {
  return Buffer.from(stringAt(value, 'body') ?? '', 'base64').toString('utf8');
}

async function answer(call: OperationCall, inputTokens: number, estimated: boolean): Promise<void> {
  call.record.usage = { inputTokens };
  call.record.usageEstimated = estimated;
  await call.reply.body({ inputTokens }, estimated ? { 'x-ashlar-usage': 'estimated' } : {});
}
