import type { ChatEvent, Json, Part } from '@ashlar/core';
import { at, isObject, listAt, numberAt, objectAt, stringAt } from '../wire/read.ts';
import { argumentsOf, type ChatAnswer, reasoningOf } from './chat-answer.ts';

export interface ChunkReader {
  /** Adds a chunk to the answer and tells its deltas. */
  accept(chunk: Json): readonly ChatEvent[];
  /** The complete parts, under the indices that their deltas had. */
  parts(content: readonly Part[]): readonly ChatEvent[];
}

/** Collects the chunks of one streamed answer. Indices follow the order in which parts begin. */
export function chunkReader(answer: ChatAnswer): ChunkReader {
  const order: string[] = [];
  const indexOf = (key: string): number => {
    if (!order.includes(key)) order.push(key);
    return order.indexOf(key);
  };

  const acceptTool = (call: Json): ChatEvent[] => {
    const position = numberAt(call, 'index') ?? answer.tools.length;
    const tool = answer.tools[position] ?? { id: '', name: '', json: '' };
    answer.tools[position] = tool;
    tool.id ||= stringAt(call, 'id') ?? '';
    tool.name ||= stringAt(objectAt(call, 'function'), 'name') ?? '';
    const json = argumentsOf(at(objectAt(call, 'function'), 'arguments'));
    tool.json += json;
    const index = indexOf(`tool ${position}`);
    const { id, name } = tool;
    return json === '' ? [] : [{ type: 'tool-input', index, id, name, json }];
  };

  return {
    accept: (chunk) => {
      const [choice] = listAt(chunk, 'choices') ?? [];
      const delta = objectAt(choice, 'delta');
      const events: ChatEvent[] = [];
      const reasoning = reasoningOf(delta ?? null) ?? '';
      const text = stringAt(delta, 'content') ?? '';
      answer.reasoning += reasoning;
      answer.text += text;
      if (reasoning !== '') {
        events.push({ type: 'reasoning', index: indexOf('reasoning'), text: reasoning });
      }
      if (text !== '') events.push({ type: 'text', index: indexOf('text'), text });
      for (const call of listAt(delta, 'tool_calls') ?? []) events.push(...acceptTool(call));
      const finishReason = stringAt(choice, 'finish_reason');
      const model = stringAt(chunk, 'model');
      const usage = at(chunk, 'usage');
      if (finishReason !== undefined) answer.finishReason = finishReason;
      if (model !== undefined) answer.model = model;
      if (isObject(usage)) answer.usage = usage;
      return events;
    },
    parts: (content) => {
      let tool = 0;
      return content
        .map((part) => {
          const key = part.type === 'tool-call' ? `tool ${tool++}` : part.type;
          return { type: 'part', index: indexOf(key), part } as const;
        })
        .sort((a, b) => a.index - b.index);
    },
  };
}
