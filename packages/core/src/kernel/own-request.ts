import type { ChatRequest } from '../chat.ts';
import { freezeMessage, isFrozenMessage } from '../freeze.ts';
import { toJson } from '../json/to-json.ts';
import type { Message } from '../message.ts';

/** A request as it is at the moment of the call: what is hashed is what is sent, whatever the caller changes later. */
export function ownRequest({ messages, tools, ...options }: ChatRequest): ChatRequest {
  const own = toJson(options, 'The chat request') as unknown as Omit<ChatRequest, 'messages'>;
  return {
    ...own,
    messages: messages.map(ownMessage),
    ...(tools === undefined ? {} : { tools: ownTools(tools) }),
  };
}

type Tools = NonNullable<ChatRequest['tools']>;

function ownMessage(message: Message): Message {
  if (isFrozenMessage(message)) return message;
  return freezeMessage(toJson(message, 'A message') as unknown as Message);
}

// A frozen list is usually one for a whole run, and its hash is remembered.
function ownTools(tools: Tools): Tools {
  if (Object.isFrozen(tools)) return tools;
  return toJson(tools, 'The tool definitions') as unknown as Tools;
}
