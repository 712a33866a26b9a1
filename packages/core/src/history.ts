import type { ChatRequest } from './chat.ts';
import { AshlarError } from './errors.ts';
import type { Message, Part } from './message.ts';

/**
 * Throws `history.invalid` unless a model can be asked with these messages: it begins with the user, user and assistant
 * alternate, every tool call is answered in the next message exactly once, and tools are defined when tool parts occur.
 */
export function validateHistory(request: Pick<ChatRequest, 'messages' | 'tools'>): void {
  checkEnd(checkTurns(request.messages), request);
}

/** How far a history has been checked, and what its rest has to fit to. */
export interface CheckedTurns {
  readonly count: number;
  /** The last message that is a turn: not of the system. */
  readonly last: Message | undefined;
  /** Where tool parts occur first. */
  readonly toolsAt: number | undefined;
}

/** Checks the turns behind those that were checked before, for a conversation that grew. */
export function checkTurns(messages: readonly Message[], before?: CheckedTurns): CheckedTurns {
  let { last, toolsAt } = before ?? { last: undefined, toolsAt: undefined };
  for (let index = before?.count ?? 0; index < messages.length; index += 1) {
    const message = messages[index] as Message;
    if (message.role === 'system') continue;
    checkTurn(message, last, index);
    checkToolParts(message, last, index);
    if (toolsAt === undefined && message.content.some(isToolPart)) toolsAt = index;
    last = message;
  }
  return { count: messages.length, last, toolsAt };
}

/** Checks that a model can be asked after these turns. */
export function checkEnd(
  { count, last, toolsAt }: CheckedTurns,
  { tools }: Pick<ChatRequest, 'tools'>,
): void {
  if (toolsAt !== undefined && (tools === undefined || tools.length === 0)) {
    invalid(
      toolsAt,
      'it has tool parts but the request defines no tools: pass the tools, or turn the parts into text',
    );
  }
  if (last === undefined) invalid(0, 'there is no user message');
  const [open] = callIds(last);
  if (open !== undefined) {
    invalid(count - 1, `the tool call ${open} has no result: append a tool-result for it`);
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
