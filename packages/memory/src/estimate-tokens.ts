import type { Message, Part } from '@ashlar/core';

/** How long messages are, in tokens of some model. */
export type CountTokens = (messages: readonly Message[]) => number;

/**
 * About how many tokens messages have: one for every three bytes of UTF-8, so rather more than English has (four) and about what
 * other scripts have; four for each message, 1,600 for each picture. Media are counted by the size of their base64 text.
 *
 * Give a `countTokens` of your own where a window must be used to the last token.
 */
export function estimateTokens(messages: readonly Message[]): number {
  return messages.reduce((sum, { content }) => sum + 4 + sumOf(content), 0);
}

const image = 1600;

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + tokensOf(part), 0);
}

function tokensOf(part: Part): number {
  if (part.type === 'image') return image;
  if (part.type === 'cache-point') return 0;
  if (part.type === 'tool-result') return 4 + sumOf(part.content);
  return Math.ceil(utf8Length(part.type === 'text' ? part.text : JSON.stringify(part)) / 3);
}

/** Bytes of a text as UTF-8, without making them. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // Each half of a surrogate pair stands for two of its four bytes.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}
