import type { Message, Part, ToolCallPart, ToolResultPart } from '@ashlar/core';
import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { cannotCarry } from '../errors.ts';
import type { Block, Dialect } from './dialect.ts';
import { toBlock } from './to-block.ts';

/** LangChain's messages for ours. System messages become one at the front, as most providers want it. */
export function toMessages(
  messages: readonly Message[],
  dialect: Dialect,
  model: string,
): BaseMessage[] {
  const blocks = (parts: readonly Part[]): Block[] =>
    parts.flatMap((part) => toBlock(part, dialect, model));
  const system = messages.flatMap(({ role, content }) => (role === 'system' ? content : []));
  const turns = messages.filter(({ role }) => role !== 'system');
  return [
    ...(system.length === 0 ? [] : [new SystemMessage({ content: toSystem(blocks(system)) })]),
    ...turns.flatMap(({ role, content }) =>
      role === 'assistant'
        ? [toAssistant(content, blocks, model)]
        : toUser(content, blocks, dialect, model),
    ),
  ];

  function toSystem(content: Block[]): Block[] {
    const other = content.find(({ type }) => type !== 'text' && type !== 'cache_point');
    if (other === undefined) return content;
    throw cannotCarry(model, `${other.type} in a system message`, 'Send it as the user.');
  }
}

function toAssistant(
  content: readonly Part[],
  blocks: (parts: readonly Part[]) => Block[],
  model: string,
): BaseMessage {
  const said = content.filter(({ type }) => type !== 'tool-call');
  const calls = content.filter((part) => part.type === 'tool-call');
  const firstCall = content.findIndex(({ type }) => type === 'tool-call');
  if (firstCall !== -1 && content.slice(firstCall).some(({ type }) => type !== 'tool-call')) {
    throw cannotCarry(
      model,
      'what the model said after a tool call',
      'Keep tool calls at the end of their message.',
    );
  }
  const list = blocks(said);
  return new AIMessage({
    content: list.length === 0 ? '' : list,
    tool_calls: calls.map((call) => toCall(call, model)),
  });
}

function toCall({ id, name, input, server }: ToolCallPart, model: string) {
  if (server === true) {
    throw cannotCarry(
      model,
      'calls of tools that the provider runs',
      'Remove them, or use a native adapter.',
    );
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw cannotCarry(
      model,
      `the input of the call ${id}, which is no JSON object`,
      'Repair it, or take the call out of the history.',
    );
  }
  return { type: 'tool_call' as const, id, name, args: input as Record<string, unknown> };
}

function toUser(
  content: readonly Part[],
  blocks: (parts: readonly Part[]) => Block[],
  dialect: Dialect,
  model: string,
): BaseMessage[] {
  const results = content.filter((part) => part.type === 'tool-result');
  const said = blocks(content.filter(({ type }) => type !== 'tool-result'));
  const own = said.length === 0 ? [] : [new HumanMessage({ content: said })];
  if (results.length === 0) return own;
  if (said.length > 0 && (content[0]?.type !== 'tool-result' || !dialect.textAfterResults)) {
    throw cannotCarry(
      model,
      'text beside tool results in one turn',
      'Put it into a result, or ask in a turn of its own after the model answered.',
    );
  }
  return [...results.map((result) => toResult(result, blocks, model)), ...own];
}

// Integrations drop the status (ChatBedrockConverse among them), so the text says it, too.
const FAILED: Block = { type: 'text', text: 'Error:' };

function toResult(
  { callId, content, isError, server }: ToolResultPart,
  blocks: (parts: readonly Part[]) => Block[],
  model: string,
): BaseMessage {
  if (server === true) {
    throw cannotCarry(
      model,
      'results of tools that the provider ran',
      'Remove them, or use a native adapter.',
    );
  }
  return new ToolMessage({
    tool_call_id: callId,
    status: isError === true ? 'error' : 'success',
    content: [...(isError === true ? [FAILED] : []), ...blocks(content)],
  });
}
