import type { ChatRequest } from './chat.ts';
import { AshlarError } from './errors.ts';
import type { Message, Part } from './message.ts';

/**
 * Throws `history.invalid` unless a model can be asked with these messages: it begins with the user, user and assistant
 * alternate, every tool call is answered in the next message exactly once, and tools are defined when tool parts occur.
 */
export function validateHistory(request: Pick<ChatRequest, 'messages' | 'tools'>): void {
  const { messages, tools } = request;
  let previous: Message | undefined;
  for (const [index, message] of messages.entries()) {
    if (message.role === 'system') continue;
    checkTurn(message, previous, index);
    checkToolParts(message, previous, index);
    if ((tools === undefined || tools.length === 0) && message.content.some(isToolPart)) {
      invalid(
        index,
        'it has tool parts but the request defines no tools: pass the tools, or turn the parts into text',
      );
    }
    previous = message;
  }
  if (previous === undefined) invalid(0, 'there is no user message');
  const open = callIds(previous);
  if (open.length > 0) {
    invalid(
      messages.length - 1,
      `the tool call ${open[0]} has no result: append a tool-result for it`,
    );
  }
}

function checkTurn(message: Message, previous: Message | undefined, index: number): void {
  if (message.content.length === 0) invalid(index, 'it has no content');
  if (previous === undefined && message.role !== 'user') {
    invalid(index, 'the conversation must begin with the user');
  }
  if (previous?.role === message.role) {
    invalid(index, `two ${message.role} messages follow each other: join them into one`);
  }
}

function checkToolParts(message: Message, previous: Message | undefined, index: number): void {
  const asked = callIds(previous);
  const answered = message.content.flatMap((part) =>
    part.type === 'tool-result' && !part.server ? [part.callId] : [],
  );
  if (asked.length === 0 && answered.length === 0) return;
  const twice = answered.find((id, at) => answered.indexOf(id) !== at);
  if (twice !== undefined) invalid(index, `the tool call ${twice} is answered twice`);
  const unknown = answered.find((id) => !asked.includes(id));
  if (unknown !== undefined)
    invalid(index, `it answers ${unknown}, which the message before does not call`);
  const missing = asked.find((id) => !answered.includes(id));
  if (missing !== undefined)
    invalid(index, `the tool call ${missing} of the message before has no result here`);
}

function callIds(message: Message | undefined): string[] {
  if (message?.role !== 'assistant') return [];
  return message.content.flatMap((part) =>
    part.type === 'tool-call' && !part.server ? [part.id] : [],
  );
}

function isToolPart(part: Part): boolean {
  return (part.type === 'tool-call' || part.type === 'tool-result') && !part.server;
}

function invalid(index: number, problem: string): never {
  throw new AshlarError('history.invalid', `Message ${index} cannot be sent: ${problem}.`, {
    facts: { index, problem },
  });
}
