import type { ChatRequest } from '@ashlar/core';

// Pictures compress: a small file can be more tokens than bytes. What lies elsewhere may be as large as providers allow.
const leastMediaBytes = 8192;
const remoteBytes = 4_500_000;
// Providers put a prompt of their own in front of tool definitions.
const toolPromptBytes = 1024;

/** An upper bound of the input's tokens: no tokenizer makes more tokens than bytes. */
export function inputBytes({ messages, tools = [] }: ChatRequest): number {
  return size(messages) + (tools.length === 0 ? 0 : size(tools) + toolPromptBytes);
}

const encoder = new TextEncoder();

export function textBytes(text: string): number {
  return encoder.encode(text).length;
}

function size(value: unknown): number {
  if (typeof value === 'string') return textBytes(value) + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 2;
  for (const [key, member] of Object.entries(value)) {
    if (key === 'base64') bytes += leastMediaBytes;
    if (key === 'uri') bytes += remoteBytes;
    bytes += (Array.isArray(value) ? 1 : key.length + 3) + size(member);
  }
  return bytes;
}
