import type { Json, JsonObject, ReasoningPart } from '@ashlar/core';
import { hasOnly, objectAt, stringAt } from './read.ts';

/** A reasoning block's value as a part, when core can hold all of it. */
export function toReasoning(value: Json): ReasoningPart | undefined {
  const redacted = stringAt(value, 'redactedContent');
  if (redacted !== undefined) {
    return hasOnly(value, ['redactedContent']) ? { type: 'reasoning', redacted } : undefined;
  }
  const given = objectAt(value, 'reasoningText');
  const text = stringAt(given, 'text');
  const signature = stringAt(given, 'signature');
  if (!hasOnly(value, ['reasoningText']) || !hasOnly(given, ['text', 'signature'])) {
    return undefined;
  }
  if (text === undefined) return undefined;
  return { type: 'reasoning', text, ...(signature !== undefined && { signature }) };
}

export function fromReasoning(part: ReasoningPart): JsonObject {
  if (part.redacted !== undefined) return { redactedContent: part.redacted };
  const { text = '', signature } = part;
  return { reasoningText: { text, ...(signature !== undefined && { signature }) } };
}
