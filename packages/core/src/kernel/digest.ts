import type { ChatRequest } from '../chat.ts';
import { isFrozenMessage } from '../freeze.ts';
import { addText, type Hash, hashText, readHash, startHash } from '../hash.ts';
import { type CheckedTurns, checkEnd, checkTurns } from '../history.ts';
import type { Digest } from '../journal.ts';
import { hashJson } from '../json/hash-json.ts';
import type { Message } from '../message.ts';

/** Hashes each field of a logical input. Fields that are undefined are left out. */
export function digestFields(fields: Readonly<Record<string, unknown>>, what: string): Digest {
  const digest: Record<string, string> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) digest[field] = hashJson(value, `${what}, field ${field},`);
  }
  return digest;
}

/**
 * A chat request by field. Throws `history.invalid` when no model can be asked with it.
 *
 * @param speaker who asks: what it asked last is remembered, so that of a conversation that grew only the new is read
 */
export function digestRequest(model: string, request: ChatRequest, speaker: object): Digest {
  const { messages, tools, metadata: _metadata, ...options } = request;
  const said = sayMore(messages, conversations.get(speaker));
  checkEnd(said.turns, request);
  conversations.set(speaker, said);
  return {
    model: hashText(model),
    messages: readHash(said.hash),
    ...(tools === undefined ? {} : { tools: hashTools(tools) }),
    ...digestFields(options, 'The chat request'),
  };
}

/** The fields in which two digests differ. */
export function differences(recorded: Digest, asked: Digest): readonly string[] {
  const fields = new Set([...Object.keys(recorded), ...Object.keys(asked)]);
  return [...fields].filter((field) => recorded[field] !== asked[field]).sort();
}

/** A conversation as it was asked last. */
interface Conversation {
  readonly messages: readonly Message[];
  readonly hash: Hash;
  readonly turns: CheckedTurns;
  /** Whether nobody can change any of its messages. */
  readonly frozen: boolean;
}

const conversations = new WeakMap<object, Conversation>();
const messageHashes = new WeakMap<Message, string>();
const toolHashes = new WeakMap<object, string>();

function sayMore(messages: readonly Message[], earlier: Conversation | undefined): Conversation {
  const known = earlier !== undefined && continues(messages, earlier) ? earlier : undefined;
  const hash = known === undefined ? startHash() : { ...known.hash };
  let frozen = true;
  for (let index = known?.messages.length ?? 0; index < messages.length; index += 1) {
    const message = messages[index] as Message;
    addText(hash, hashMessage(message));
    frozen = frozen && isFrozenMessage(message);
  }
  return { messages: messages.slice(), hash, turns: checkTurns(messages, known?.turns), frozen };
}

function continues(messages: readonly Message[], earlier: Conversation): boolean {
  return earlier.frozen && earlier.messages.every((message, index) => message === messages[index]);
}

function hashMessage(message: Message): string {
  const known = messageHashes.get(message);
  if (known !== undefined) return known;
  const hash = hashJson(message, 'A message');
  if (isFrozenMessage(message)) messageHashes.set(message, hash);
  return hash;
}

// The list of tools is usually one array for a whole run; freezing it would reach into the caller's objects.
function hashTools(tools: NonNullable<ChatRequest['tools']>): string {
  if (!Object.isFrozen(tools)) return hashJson(tools, 'The tool definitions');
  const known = toolHashes.get(tools) ?? hashJson(tools, 'The tool definitions');
  toolHashes.set(tools, known);
  return known;
}
