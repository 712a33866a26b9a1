import type { ChatRequest } from '../chat.ts';
import { isFrozenMessage } from '../freeze.ts';
import { hashText } from '../hash.ts';
import type { Digest } from '../journal.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { Message } from '../message.ts';

/** Hashes each field of a logical input. Fields that are undefined are left out. */
export function digestFields(fields: Readonly<Record<string, unknown>>, what: string): Digest {
  const digest: Record<string, string> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined)
      digest[field] = hashText(canonicalJson(value, `${what}, field ${field},`));
  }
  return digest;
}

/** A chat request by field; messages that are frozen are hashed once in their life. */
export function digestRequest(model: string, request: ChatRequest): Digest {
  const { messages, tools, metadata: _metadata, ...options } = request;
  return {
    model: hashText(model),
    messages: hashMessages(messages),
    ...(tools === undefined ? {} : { tools: hashTools(tools) }),
    ...digestFields(options, 'The chat request'),
  };
}

/** The fields in which two digests differ. */
export function differences(recorded: Digest, asked: Digest): readonly string[] {
  const fields = new Set([...Object.keys(recorded), ...Object.keys(asked)]);
  return [...fields].filter((field) => recorded[field] !== asked[field]).sort();
}

const messageHashes = new WeakMap<Message, string>();
const toolHashes = new WeakMap<object, string>();

function hashMessages(messages: readonly Message[]): string {
  let all = '';
  for (const message of messages) all += hashMessage(message);
  return hashText(all);
}

function hashMessage(message: Message): string {
  const known = messageHashes.get(message);
  if (known !== undefined) return known;
  const hash = hashText(canonicalJson(message, 'A message'));
  if (isFrozenMessage(message)) messageHashes.set(message, hash);
  return hash;
}

// The list of tools is usually one array for a whole run; freezing it would reach into the caller's objects.
function hashTools(tools: NonNullable<ChatRequest['tools']>): string {
  if (!Object.isFrozen(tools)) return hashText(canonicalJson(tools, 'The tool definitions'));
  const known = toolHashes.get(tools) ?? hashText(canonicalJson(tools, 'The tool definitions'));
  toolHashes.set(tools, known);
  return known;
}
