import type { ChatRequest } from '../chat.ts';
import { toJson } from '../json/to-json.ts';
import type { Message } from '../message.ts';

/** A request with messages and everything else as they are at the moment of the call. */
export function ownRequest(
  { messages: _messages, tools, ...options }: ChatRequest,
  messages: readonly Message[],
): ChatRequest {
  const own = toJson(options, 'The chat request') as unknown as Omit<ChatRequest, 'messages'>;
  return { ...own, messages, ...(tools === undefined ? {} : { tools: ownTools(tools) }) };
}

type Tools = NonNullable<ChatRequest['tools']>;

// A frozen list is usually one for a whole run, and its hash is remembered.
function ownTools(tools: Tools): Tools {
  if (Object.isFrozen(tools)) return tools;
  return toJson(tools, 'The tool definitions') as unknown as Tools;
}
