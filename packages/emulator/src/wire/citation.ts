import type { Json, JsonObject, ModelCitation, TextPart } from '@ashlar/core';
import { hasOnly, isObject, listAt, objectAt, stringAt } from './read.ts';

/** A block of cited text as a text part, when it is one text and each citation quotes at most one. */
export function toCitedText(value: Json): TextPart | undefined {
  const texts = (listAt(value, 'content') ?? []).map(toText);
  const citations = (listAt(value, 'citations') ?? []).map(toCitation);
  const [text] = texts;
  if (!hasOnly(value, ['content', 'citations']) || texts.length !== 1) return undefined;
  if (text === undefined || !citations.every((citation) => citation !== undefined)) {
    return undefined;
  }
  return { type: 'text', text, citations };
}

export function fromCitedText(text: string, citations: readonly ModelCitation[]): JsonObject {
  return { content: [{ text }], citations: citations.map(fromCitation) };
}

export function fromCitation(citation: ModelCitation): JsonObject {
  const { title, source, quote, location } = citation;
  return {
    ...(title !== undefined && { title }),
    ...(source !== undefined && { source }),
    ...(quote !== undefined && { sourceContent: [{ text: quote }] }),
    ...(location !== undefined && { location }),
  };
}

function toCitation(value: Json): ModelCitation | undefined {
  if (!hasOnly(value, ['title', 'source', 'sourceContent', 'location'])) return undefined;
  const quotes = listAt(value, 'sourceContent') ?? [];
  const title = stringAt(value, 'title');
  const source = stringAt(value, 'source');
  const location = objectAt(value, 'location');
  const quote = quotes[0] === undefined ? undefined : toText(quotes[0]);
  if (quotes.length > 1 || (quotes.length === 1 && quote === undefined)) return undefined;
  return {
    ...(title !== undefined && { title }),
    ...(source !== undefined && { source }),
    ...(quote !== undefined && { quote }),
    ...(location !== undefined && { location }),
  };
}

function toText(value: Json): string | undefined {
  return isObject(value) && hasOnly(value, ['text']) ? stringAt(value, 'text') : undefined;
}
