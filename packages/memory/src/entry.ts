import type { Message } from '@ashlar/core';

/** A message of a conversation, with what is known of it besides. */
export interface Entry {
  /** Names the message inside its thread. */
  readonly id: string;
  /** When it was appended, in milliseconds since 1970. Absent: not known. */
  readonly at?: number;
  readonly message: Message;
}

/** Messages by their place, for histories that were never stored. */
export function entriesOf(messages: readonly Message[]): readonly Entry[] {
  return messages.map((message, index) => ({ id: String(index), message }));
}
