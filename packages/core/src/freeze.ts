import type { Message } from './message.ts';

const frozen = new WeakSet<object>();

/**
 * Freezes a message through and through and remembers it, so that it is hashed once in its life
 * and not again at each step of a long conversation. Returns the same object.
 */
export function freezeMessage(message: Message): Message {
  if (!frozen.has(message)) {
    deepFreeze(message);
    frozen.add(message);
  }
  return message;
}

/** Whether {@link freezeMessage} has seen this very object. */
export function isFrozenMessage(message: object): boolean {
  return frozen.has(message);
}

/** Freezes plain data through and through. */
export function deepFreeze(value: unknown): void {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const key in value) deepFreeze((value as Readonly<Record<string, unknown>>)[key]);
}
