import type { ChatRequest, Message, Part } from '@ashlar/core';
import { toMedia } from '../wire/media.ts';
import { listAt, objectAt, stringAt } from '../wire/read.ts';
import type { Content } from './evaluate.ts';

/** What of a request a guardrail looks at, and the way back for what it masked. */
export interface GuardedRequest {
  readonly content: Content;
  /** The request with the guarded texts replaced. */
  replace(texts: readonly string[]): ChatRequest;
}

interface Slot {
  readonly message: number;
  readonly part: number;
  readonly guarded: Part;
}

/**
 * With guardContent blocks a guardrail looks at these alone (less those that are only sources or a query); without them at every
 * text of the user. Of the system's blocks only guardContent counts. (User guide, "Use a guardrail with the Converse API".)
 */
export function guardedRequest(request: ChatRequest): GuardedRequest {
  const slots: Slot[] = [];
  const plain: Slot[] = [];
  const sources: string[] = [];
  const queries: string[] = [];
  let tagged = false;
  let totalCharacters = 0;
  request.messages.forEach(({ role, content }, message) => {
    content.forEach((part, index) => {
      if (part.type === 'text') {
        totalCharacters += part.text.length;
        if (role === 'user') plain.push({ message, part: index, guarded: part });
        return;
      }
      const block = guardBlock(part);
      if (block === undefined) return;
      tagged ||= role === 'user';
      const { guarded, qualifiers } = block;
      const text = guarded.type === 'text' ? guarded.text : '';
      totalCharacters += text.length;
      if (qualifiers.includes('grounding_source')) sources.push(text);
      if (qualifiers.includes('query')) queries.push(text);
      if (qualifiers.length === 0 || qualifiers.includes('guard_content')) {
        slots.push({ message, part: index, guarded });
      }
    });
  });
  const all = tagged ? slots : [...plain, ...slots];
  return {
    content: {
      source: 'INPUT',
      parts: all.map(({ guarded }) => guarded),
      sources,
      ...(queries.length > 0 && { query: queries.join('\n') }),
      totalCharacters,
    },
    replace: (texts) => ({ ...request, messages: replaceTexts(request.messages, all, texts) }),
  };
}

function guardBlock(
  part: Part,
): { readonly guarded: Part; readonly qualifiers: readonly string[] } | undefined {
  if (part.type !== 'other') return undefined;
  const block = objectAt(part.raw, 'guardContent');
  const text = stringAt(objectAt(block, 'text'), 'text');
  if (text !== undefined) {
    const qualifiers = (listAt(objectAt(block, 'text'), 'qualifiers') ?? []).map(String);
    return { guarded: { type: 'text', text }, qualifiers };
  }
  const media = toMedia(objectAt(block, 'image') ?? null);
  return media === undefined ? undefined : { guarded: { type: 'image', ...media }, qualifiers: [] };
}

function replaceTexts(
  messages: readonly Message[],
  slots: readonly Slot[],
  texts: readonly string[],
): Message[] {
  const replaced = new Map(
    slots.map(({ message, part }, index) => [`${message}.${part}`, texts[index] ?? '']),
  );
  return messages.map((message, at) => ({
    ...message,
    content: message.content.map((part, index) => {
      const text = replaced.get(`${at}.${index}`);
      if (text === undefined) return part;
      if (part.type === 'text') return { ...part, text };
      return part.type === 'other' ? { ...part, raw: withText(part.raw, text) } : part;
    }),
  }));
}

function withText(raw: Extract<Part, { type: 'other' }>['raw'], text: string): typeof raw {
  const block = objectAt(raw, 'guardContent');
  const given = objectAt(block, 'text');
  return given === undefined ? raw : { guardContent: { ...block, text: { ...given, text } } };
}
