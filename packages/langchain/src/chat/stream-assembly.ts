import { type ChatEvent, freezeMessage, type Json, type Message, type Part } from '@ashlar/core';
import {
  type AIMessage,
  AIMessageChunk,
  mergeUsageMetadata,
  type ToolCallChunk,
  type UsageMetadata,
} from '@langchain/core/messages';
import type { Block, Dialect } from './dialect.ts';
import { blocksOf, fromBlock, isToolBlock } from './read-blocks.ts';
import { callId, toolInput } from './tool-input.ts';

/** Puts a streamed answer together, chunk by chunk. */
export interface StreamAssembly {
  add(chunk: AIMessage): readonly ChatEvent[];
  /** Closes what is open; gives the parts that were not shown yet. */
  rest(): readonly ChatEvent[];
  message(): Message;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly usage: UsageMetadata | undefined;
}

interface OpenPart {
  readonly index: number;
  /** What pieces of the same part have in common. */
  readonly key: string;
  close(): Part;
}

interface OpenCall extends OpenPart {
  id: string;
  name: string;
  json: string;
}

interface OpenBlock extends OpenPart {
  add(block: Block): ChatEvent | undefined;
}

export function assembleStream(dialect: Dialect): StreamAssembly {
  const content: Part[] = [];
  const metadata: Record<string, unknown> = {};
  const calls = new Map<string, OpenCall>();
  let current: OpenBlock | undefined;
  let next = 0;
  let usage: UsageMetadata | undefined;

  const closed = (open: OpenPart): ChatEvent => {
    const part = open.close();
    content[open.index] = part;
    return { type: 'part', index: open.index, part };
  };

  function leaveBlock(): ChatEvent[] {
    if (current === undefined) return [];
    const event = closed(current);
    current = undefined;
    return [event];
  }

  function addBlock(block: Block): ChatEvent[] {
    const key = keyOf(block);
    const before = current?.key === key ? [] : leaveBlock();
    current ??= openBlock(block, key, next++, dialect);
    const event = current.add(block);
    return event === undefined ? before : [...before, event];
  }

  function addCall({ id, name, args = '', index }: ToolCallChunk): ChatEvent[] {
    const key = String(index ?? id ?? [...calls.keys()].at(-1));
    const before = leaveBlock();
    let call = calls.get(key);
    if (call === undefined) {
      call = openCall(key, next++, id);
      calls.set(key, call);
    } else if (id !== undefined && id !== '') call.id = id;
    call.name += name ?? '';
    call.json += args;
    const { index: at, id: known } = call;
    if (args === '') return before;
    return [...before, { type: 'tool-input', index: at, id: known, name: call.name, json: args }];
  }

  return {
    metadata,
    get usage() {
      return usage;
    },
    add(chunk) {
      Object.assign(metadata, definedOf(chunk.response_metadata));
      if (chunk.usage_metadata !== undefined) {
        usage =
          usage === undefined
            ? chunk.usage_metadata
            : mergeUsageMetadata(usage, chunk.usage_metadata);
      }
      const blocks = blocksOf(chunk.content).filter((block) => !isToolBlock(block));
      return [...blocks.flatMap(addBlock), ...callsOf(chunk).flatMap(addCall)];
    },
    rest: () => [...leaveBlock(), ...[...calls.values()].map(closed)],
    message: () => freezeMessage({ role: 'assistant', content }),
  };
}

// A model that does not stream gives its calls whole.
function callsOf(chunk: AIMessage): readonly ToolCallChunk[] {
  const { tool_call_chunks: pieces = [] } = chunk as { tool_call_chunks?: ToolCallChunk[] };
  if (pieces.length > 0) return pieces;
  return (chunk.tool_calls ?? []).map(({ id, name, args }, index) => ({
    type: 'tool_call_chunk',
    index,
    ...(id !== undefined && { id }),
    name,
    args: JSON.stringify(args),
  }));
}

function openCall(key: string, index: number, id: string | undefined): OpenCall {
  return {
    key,
    index,
    id: callId(id, index),
    name: '',
    json: '',
    close() {
      const input: Json = toolInput(this.json);
      return { type: 'tool-call', id: this.id, name: this.name, input };
    },
  };
}

function openBlock(block: Block, key: string, index: number, dialect: Dialect): OpenBlock {
  if (block.type === 'text') return openText(key, index);
  if (block.type === 'reasoning') return openReasoning(key, index);
  // LangChain knows how pieces of its own blocks are joined.
  let whole: AIMessageChunk | undefined;
  return {
    key,
    index,
    add(piece) {
      const chunk = new AIMessageChunk({ content: [piece] });
      whole = whole === undefined ? chunk : whole.concat(chunk);
      return undefined;
    },
    close: () => fromBlock(blocksOf(whole?.content)[0] ?? block, dialect),
  };
}

function openText(key: string, index: number): OpenBlock {
  let text = '';
  return {
    key,
    index,
    add(block) {
      const piece = typeof block.text === 'string' ? block.text : '';
      text += piece;
      return piece === '' ? undefined : { type: 'text', index, text: piece };
    },
    close: () => ({ type: 'text', text }),
  };
}

function openReasoning(key: string, index: number): OpenBlock {
  let text = '';
  let signature: string | undefined;
  return {
    key,
    index,
    add(block) {
      if (typeof block.signature === 'string') signature = (signature ?? '') + block.signature;
      const piece = typeof block.reasoning === 'string' ? block.reasoning : '';
      text += piece;
      return piece === '' ? undefined : { type: 'reasoning', index, text: piece };
    },
    close: () => ({ type: 'reasoning', text, ...(signature !== undefined && { signature }) }),
  };
}

function keyOf({ type, index }: Block): string {
  return index === undefined ? type : `${type} ${String(index)}`;
}

// Providers send a finish reason of null until there is one.
function definedOf(metadata: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metadata).filter(([, value]) => value !== undefined && value !== null),
  );
}
