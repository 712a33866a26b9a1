import type { Json, JsonObject, Part } from '@ashlar/core';
import { encodeBase64 } from './base64.ts';
import type { Block, Dialect } from './dialect.ts';

// The content of many providers repeats tool calls, which LangChain lists apart.
const toolBlocks = new Set([
  'tool_call',
  'tool_call_chunk',
  'invalid_tool_call',
  'tool_use',
  'input_json_delta',
  'function_call',
  'functionCall',
]);

export function isToolBlock({ type }: Block): boolean {
  return toolBlocks.has(type);
}

/** The blocks of a message's content, whatever form it has. */
export function blocksOf(content: unknown): readonly Block[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return Array.isArray(content) ? (content as readonly Block[]) : [];
}

/** The part of a whole block. What nobody here knows is kept as it came. */
export function fromBlock(block: Block, dialect: Dialect): Part {
  const { type, text, reasoning, signature } = block;
  if (type === 'text' && typeof text === 'string') return { type: 'text', text };
  if (type === 'reasoning' && typeof reasoning === 'string') {
    return {
      type: 'reasoning',
      text: reasoning,
      ...(typeof signature === 'string' && { signature }),
    };
  }
  return dialect.read(block) ?? { type: 'other', vendor: 'langchain', raw: plainObject(block) };
}

/** The same as JSON: bytes as base64, without what JSON has no word for. */
export function plainObject(value: object): JsonObject {
  const plain: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    const found = plainJson(member);
    if (found !== undefined) plain[key] = found;
  }
  return plain;
}

function plainJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value instanceof Uint8Array) return encodeBase64(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => plainJson(item) ?? null);
  return typeof value === 'object' ? plainObject(value) : undefined;
}
