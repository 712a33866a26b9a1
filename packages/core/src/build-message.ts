import { freezeMessage } from './freeze.ts';
import { toJson } from './json/to-json.ts';
import type { JsonPart, Message, Part, Role, ToolCallPart } from './message.ts';

type Content = string | Part | readonly (string | Part)[];

/** Instructions of the developer. */
export function system(content: Content): Message {
  return build('system', content);
}

/** What the user (or a tool, on the user's side of the conversation) says. */
export function user(content: Content): Message {
  return build('user', content);
}

/** What the model said. */
export function assistant(content: Content): Message {
  return build('assistant', content);
}

/** Structured data as a part: what a question's input travels as. */
export function json(value: unknown): JsonPart {
  return { type: 'json', value: toJson(value, 'A JSON part') };
}

/** The text of a message: its text parts joined, nothing else. */
export function textOf(message: Message): string {
  let text = '';
  for (const part of message.content) if (part.type === 'text') text += part.text;
  return text;
}

/** The calls in a message that the application has to run (not those that the provider runs). */
export function toolCallsOf(message: Message): readonly ToolCallPart[] {
  return message.content.filter(
    (part) => part.type === 'tool-call' && !part.server,
  ) as ToolCallPart[];
}

function build(role: Role, content: Content): Message {
  const list = Array.isArray(content)
    ? (content as readonly (string | Part)[])
    : [content as string | Part];
  return freezeMessage({
    role,
    content: list.map((item) => (typeof item === 'string' ? { type: 'text', text: item } : item)),
  });
}
