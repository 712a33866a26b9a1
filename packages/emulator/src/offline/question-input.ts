import type { ChatRequest, Json, Part } from '@ashlar/core';
import { parseJson } from '../parse-json.ts';

/**
 * The input of a question, read from its rendered prompt and from nowhere else: the last part of the user's messages
 * that is JSON as a whole, or whose last fence holds JSON.
 *
 * @returns nothing when the prompt carries no input
 */
export function questionInput(request: ChatRequest): Json | undefined {
  for (const message of request.messages.toReversed()) {
    if (message.role !== 'user') continue;
    for (const part of message.content.toReversed()) {
      const input = inputOf(part);
      if (input !== undefined) return input;
    }
  }
  return undefined;
}

function inputOf(part: Part): Json | undefined {
  if (part.type === 'json') return part.value;
  if (part.type !== 'text') return undefined;
  const text = part.text.trim();
  // A bare number or word is more likely prose than an input.
  if (/^[{["]/.test(text)) return parseJson(text);
  const fenced = [...text.matchAll(fences)].at(-1)?.[1];
  return fenced === undefined ? undefined : parseJson(fenced);
}

const fences = /```(?:json)?[^\S\n]*\n([\s\S]*?)\n[^\S\n]*```/g;
