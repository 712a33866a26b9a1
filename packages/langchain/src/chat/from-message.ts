import { freezeMessage, type Json, type Message, type Part } from '@ashlar/core';
import type { AIMessage } from '@langchain/core/messages';
import type { Dialect } from './dialect.ts';
import { blocksOf, fromBlock, isToolBlock } from './read-blocks.ts';
import { callId, toolInput } from './tool-input.ts';

/** Our message for a whole answer of LangChain's: tool calls come last, because it lists them apart. */
export function fromMessage(answer: AIMessage, dialect: Dialect): Message {
  const said = blocksOf(answer.content)
    .filter((block) => !isToolBlock(block))
    .map((block) => fromBlock(block, dialect));
  const valid = (answer.tool_calls ?? []).map(({ id, name, args }) => ({
    id,
    name,
    input: args as Json,
  }));
  const broken = (answer.invalid_tool_calls ?? []).map(({ id, name = '', args = '' }) => ({
    id,
    name,
    input: toolInput(args),
  }));
  const calls = [...valid, ...broken].map(
    ({ id, name, input }, index): Part => ({
      type: 'tool-call',
      id: callId(id, said.length + index),
      name,
      input,
    }),
  );
  return freezeMessage({ role: 'assistant', content: [...said, ...calls] });
}
