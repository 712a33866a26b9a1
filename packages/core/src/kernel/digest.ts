import type { ChatRequest } from '../chat.ts';
import { hashText, readHash } from '../hash.ts';
import { checkEnd } from '../history.ts';
import type { Digest } from '../journal.ts';
import { hashJson } from '../json/hash-json.ts';
import type { Conversation } from './conversation.ts';

/** Hashes each field of a logical input. Fields that are undefined are left out. */
export function digestFields(fields: Readonly<Record<string, unknown>>, what: string): Digest {
  const digest: Record<string, string> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) digest[field] = hashJson(value, `${what}, field ${field},`);
  }
  return digest;
}

/** A chat request by field. Throws `history.invalid` when no model can be asked with it. */
export function digestRequest(
  model: string,
  request: ChatRequest,
  { hash, turns }: Conversation,
): Digest {
  const { messages: _messages, tools, metadata: _metadata, ...options } = request;
  checkEnd(turns, request);
  return {
    model: hashText(model),
    messages: readHash(hash),
    ...(tools === undefined ? {} : { tools: hashTools(tools) }),
    ...digestFields(options, 'The chat request'),
  };
}

/** The fields in which two digests differ. */
export function differences(recorded: Digest, asked: Digest): readonly string[] {
  const fields = new Set([...Object.keys(recorded), ...Object.keys(asked)]);
  return [...fields].filter((field) => recorded[field] !== asked[field]).sort();
}

const toolHashes = new WeakMap<object, string>();

// The list of tools is usually one array for a whole run; freezing it would reach into the caller's objects.
function hashTools(tools: NonNullable<ChatRequest['tools']>): string {
  if (!Object.isFrozen(tools)) return hashJson(tools, 'The tool definitions');
  const known = toolHashes.get(tools) ?? hashJson(tools, 'The tool definitions');
  toolHashes.set(tools, known);
  return known;
}
