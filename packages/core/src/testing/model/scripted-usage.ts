import type { ChatRequest } from '../../chat.ts';
import { canonicalJson } from '../../json/canonical.ts';
import type { Part } from '../../message.ts';

const encoder = new TextEncoder();

/** UTF-8 bytes of all that a model would read. */
export function inputBytesOf({ messages, tools, output }: ChatRequest): number {
  const parts = messages.flatMap((message) => message.content);
  return (
    bytesOf(parts) + (tools === undefined ? 0 : jsonBytes(tools)) + jsonBytes(output ?? '') - 2
  );
}

/** UTF-8 bytes of parts: text as it is, everything else as JSON. */
export function bytesOf(parts: readonly Part[]): number {
  let bytes = 0;
  for (const part of parts) {
    bytes += part.type === 'text' ? encoder.encode(part.text).length : jsonBytes(part);
  }
  return bytes;
}

function jsonBytes(value: unknown): number {
  return encoder.encode(canonicalJson(value)).length;
}
