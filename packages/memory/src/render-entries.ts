import type { Origin, Part } from '@ashlar/core';
import type { Entry } from './entry.ts';
import { labelOf } from './labels.ts';

/** A message as questions and searches see it. */
export interface Line {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  /** The least trusted origin in it. */
  readonly origin: Origin;
  readonly text: string;
}

// A result of megabytes does not become a better summary.
const longestPart = 2000;

/** The messages as lines of text, without thinking, with tool calls and the beginnings of their results. */
export function renderEntries(entries: readonly Entry[]): readonly Line[] {
  return entries.flatMap(({ id, message }) => {
    if (message.role === 'system') return [];
    const text = message.content
      .map(renderPart)
      .filter((part) => part !== '')
      .join('\n');
    const { origin } = labelOf(message);
    return text === '' ? [] : [{ id, role: message.role, origin, text }];
  });
}

function renderPart(part: Part): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'json') return cut(JSON.stringify(part.value));
  if (part.type === 'tool-call')
    return `[calls ${part.name} with ${cut(JSON.stringify(part.input))}]`;
  if (part.type === 'tool-result') {
    return `[${part.isError ? 'error' : 'result'}: ${cut(part.content.map(renderPart).join('\n'))}]`;
  }
  if (part.type === 'document') return `[document ${part.name}]`;
  if (part.type === 'search-result') return cut(`[${part.title}: ${part.content.join(' ')}]`);
  return part.type === 'image' || part.type === 'audio' || part.type === 'video'
    ? `[${part.type}]`
    : '';
}

function cut(text: string): string {
  return text.length <= longestPart ? text : `${text.slice(0, longestPart)}…`;
}
