import type { JsonObject } from '@ashlar/core';
import { anthropic } from './anthropic.ts';
import type { ChatBody } from './chat-body.ts';
import { novaChat } from './nova.ts';

/** The shape of a chat model's body, by what it holds and by the model's name; nothing when it is none that is known. */
export function chatBodyOf(model: string, body: JsonObject): ChatBody | undefined {
  if (Object.hasOwn(body, 'anthropic_version') || /anthropic\.claude/.test(model)) return anthropic;
  const isNova = /amazon\.nova-(?!.*embed)/.test(model) || body.schemaVersion === 'messages-v1';
  return isNova ? novaChat : undefined;
}
