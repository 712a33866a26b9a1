import type { Message } from '@ashlar/core';
import type { Entry } from './entry.ts';

/** Whether a message answers tool calls: it belongs to the message before. */
export function answersCalls({ role, content }: Message): boolean {
  return role === 'user' && content.some((part) => part.type === 'tool-result' && !part.server);
}

/** Where turns begin: at each message of the user that answers no tool call. */
export function turnStarts(entries: readonly Entry[]): readonly number[] {
  return entries.flatMap(({ message }, index) =>
    message.role === 'user' && !answersCalls(message) ? [index] : [],
  );
}

/** How many turns messages begin. */
export function countTurns(messages: readonly Message[]): number {
  return messages.filter((message) => message.role === 'user' && !answersCalls(message)).length;
}
