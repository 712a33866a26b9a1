import type { Message, Part, ToolCallPart, ToolResultPart } from '@ashlar/core';
import type { Entry } from './entry.ts';

/**
 * Makes a history out of what was appended that a model can be asked with: it begins with the user, users and assistants take
 * turns, and each tool call stands before its result.
 *
 * A valid history comes back as it is. What two writers wrote at once, or a crash cut off, is mended without inventing anything:
 * messages of one role are joined, calls without results and results without calls left out. An open call at the end is left out
 * too, until its result is appended.
 */
export function mendEntries(entries: readonly Entry[]): readonly Entry[] {
  const joined = joinTurns(entries);
  const mended = joined.flatMap((entry, index) => {
    const content = keptParts(
      entry.message,
      joined[index - 1]?.message,
      joined[index + 1]?.message,
    );
    if (content.length === entry.message.content.length && content.length > 0) return [entry];
    return content.length === 0 ? [] : [{ ...entry, message: { ...entry.message, content } }];
  });
  const first = mended.findIndex(({ message }) => message.role === 'user');
  const begun = mended.filter(
    ({ message }, index) => message.role === 'system' || (first >= 0 && index >= first),
  );
  // To leave out a message can bring two of one role together, and so on.
  return begun.length === entries.length ? begun : mendEntries(begun);
}

/** The same for messages. */
export function mendHistory(messages: readonly Message[]): readonly Message[] {
  const entries = messages.map((message, index) => ({ id: String(index), message }));
  return mendEntries(entries).map(({ message }) => message);
}

/** Joins messages of one role that follow each other; those of the system are not turns and stay between them. */
function joinTurns(entries: readonly Entry[]): readonly Entry[] {
  const joined: { entry: Entry; readonly more: Part[] }[] = [];
  let last: (typeof joined)[number] | undefined;
  for (const entry of entries) {
    if (entry.message.role !== 'system' && last?.entry.message.role === entry.message.role) {
      last.more.push(...entry.message.content);
      continue;
    }
    const own = { entry, more: [] };
    joined.push(own);
    if (entry.message.role !== 'system') last = own;
  }
  return joined.map(({ entry, more }) => {
    if (more.length === 0) return entry;
    const content = [...entry.message.content, ...more];
    return { ...entry, message: { ...entry.message, content } };
  });
}

function keptParts(message: Message, before?: Message, after?: Message): readonly Part[] {
  if (message.role === 'assistant') {
    const answered = new Set(after?.role === 'user' ? resultIds(after) : []);
    const seen = new Set<string>();
    return message.content.filter((part) => !isCall(part) || fresh(seen, part.id, answered));
  }
  const called = new Set(before?.role === 'assistant' ? callIds(before) : []);
  const seen = new Set<string>();
  return message.content.filter((part) => !isResult(part) || fresh(seen, part.callId, called));
}

/** Whether the other half is there and this one is the first of its id. */
function fresh(seen: Set<string>, id: string, others: ReadonlySet<string>): boolean {
  if (!others.has(id) || seen.has(id)) return false;
  seen.add(id);
  return true;
}

const isCall = (part: Part): part is ToolCallPart => part.type === 'tool-call' && !part.server;
const isResult = (part: Part): part is ToolResultPart =>
  part.type === 'tool-result' && !part.server;

function callIds({ content }: Message): readonly string[] {
  return content.filter(isCall).map(({ id }) => id);
}

function resultIds({ content }: Message): readonly string[] {
  return content.filter(isResult).map(({ callId }) => callId);
}
