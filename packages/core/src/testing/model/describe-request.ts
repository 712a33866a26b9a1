import { textOf } from '../../build-message.ts';
import type { ChatRequest } from '../../chat.ts';

const LENGTH = 300;

/** A request in a line, for the message of a failed test. */
export function describeRequest({ messages, tools, output }: ChatRequest): string {
  const last = messages.at(-1);
  const says = last === undefined ? 'nothing' : `${last.role} says ${describeContent(last)}`;
  const more = [
    `${messages.length} messages`,
    ...(tools === undefined ? [] : [`tools ${tools.map(({ name }) => name).join(', ')}`]),
    ...(output === undefined ? [] : [`output ${output.name ?? 'as JSON'}`]),
  ];
  return `${says} (${more.join('; ')})`;
}

function describeContent(message: ChatRequest['messages'][number]): string {
  const text = textOf(message) || JSON.stringify(message.content);
  return JSON.stringify(text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text);
}
