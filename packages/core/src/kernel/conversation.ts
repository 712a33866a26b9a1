import { freezeMessage, isFrozenMessage } from '../freeze.ts';
import { addText, type Hash, startHash } from '../hash.ts';
import { type CheckedTurns, checkTurns } from '../history.ts';
import { hashJson } from '../json/hash-json.ts';
import { toJson } from '../json/to-json.ts';
import { joinLabels, type Label } from '../label.ts';
import type { Message, Part } from '../message.ts';

/** The messages of a request as they are at the moment of the call, and all that the kernel has to know of them. */
export interface Conversation {
  /** Frozen: what is hashed is what is sent, whatever the caller changes later. */
  readonly messages: readonly Message[];
  readonly hash: Hash;
  readonly turns: CheckedTurns;
  /** That of all its parts together. */
  readonly label: Label;
}

/**
 * Reads the messages that somebody asks with. Throws `history.invalid` where a turn does not fit to the one before.
 *
 * @param speaker who asks: what it asked with last is remembered, so that of a conversation that grew only the new is read
 */
export function converse(speaker: object, messages: readonly Message[]): Conversation {
  const last = lastOf.get(speaker);
  const known = last !== undefined && isBeginning(last.messages, messages) ? last : undefined;
  const added = messages.slice(known?.messages.length ?? 0).map(ownMessage);
  const all = known === undefined ? added : [...known.messages, ...added];
  const hash = known === undefined ? startHash() : { ...known.hash };
  const labels = known === undefined ? [] : [known.label];
  for (const message of added) {
    addText(hash, hashMessage(message));
    collectLabels(message.content, labels);
  }
  const turns = checkTurns(all, known?.turns);
  const conversation = { messages: all, hash, turns, label: joinLabels(labels) };
  lastOf.set(speaker, conversation);
  return conversation;
}

const lastOf = new WeakMap<object, Conversation>();
const hashes = new WeakMap<Message, string>();

// A message that was not frozen has been copied, so it is never found again: the caller may have changed it.
function isBeginning(earlier: readonly Message[], messages: readonly Message[]): boolean {
  return earlier.every((message, index) => message === messages[index]);
}

function ownMessage(message: Message): Message {
  if (isFrozenMessage(message)) return message;
  return freezeMessage(toJson(message, 'A message') as unknown as Message);
}

function hashMessage(message: Message): string {
  const known = hashes.get(message) ?? hashJson(message, 'A message');
  hashes.set(message, known);
  return known;
}

function collectLabels(parts: readonly Part[], labels: Label[]): void {
  for (const part of parts) {
    if (part.label !== undefined) labels.push(part.label);
    if (part.type === 'tool-result') collectLabels(part.content, labels);
  }
}
