import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@ashlar/core';
import type { WireEvent } from '../wire/block-stream.ts';
import { numberAt, objectAt, stringAt } from '../wire/read.ts';

/** Stop reasons of Converse in the words of the Messages API, where they differ. */
const stops: ReadonlyMap<string, string> = new Map([
  ['guardrail_intervened', 'end_turn'],
  ['content_filtered', 'refusal'],
  ['malformed_model_output', 'end_turn'],
  ['other', 'end_turn'],
]);

/** The events of ConverseStream as those of the Messages API, where a block of text begins with an event of its own. */
export function anthropicChunks(model: string): (event: WireEvent) => readonly JsonObject[] {
  const begun = new Set<number>();
  let stopReason = 'end_turn';

  const begin = (index: number, block: JsonObject): readonly JsonObject[] => {
    if (begun.has(index)) return [];
    begun.add(index);
    return [{ type: 'content_block_start', index, content_block: block }];
  };
  const delta = (index: number, value: JsonObject): JsonObject => ({
    type: 'content_block_delta',
    index,
    delta: value,
  });

  const deltas = (index: number, payload: JsonObject): readonly JsonObject[] => {
    const given = objectAt(payload, 'delta');
    const text = stringAt(given, 'text');
    if (text !== undefined) {
      return [
        ...begin(index, { type: 'text', text: '' }),
        delta(index, { type: 'text_delta', text }),
      ];
    }
    const json = stringAt(objectAt(given, 'toolUse'), 'input');
    if (json !== undefined) return [delta(index, { type: 'input_json_delta', partial_json: json })];
    const reasoning = objectAt(given, 'reasoningContent');
    const redacted = stringAt(reasoning, 'redactedContent');
    if (redacted !== undefined) return begin(index, { type: 'redacted_thinking', data: redacted });
    const thinking = stringAt(reasoning, 'text');
    const signature = stringAt(reasoning, 'signature');
    return [
      ...begin(index, { type: 'thinking', thinking: '', signature: '' }),
      ...(thinking === undefined ? [] : [delta(index, { type: 'thinking_delta', thinking })]),
      ...(signature === undefined ? [] : [delta(index, { type: 'signature_delta', signature })]),
    ];
  };

  return ({ type, payload }) => {
    const index = numberAt(payload, 'contentBlockIndex') ?? 0;
    switch (type) {
      case 'messageStart': {
        const usage = { input_tokens: 0, output_tokens: 0 };
        const id = `msg_bdrk_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
        const head = { id, type: 'message', role: 'assistant', model, content: [] };
        return [
          {
            type: 'message_start',
            message: { ...head, stop_reason: null, stop_sequence: null, usage },
          },
        ];
      }
      case 'contentBlockStart': {
        const toolUse = objectAt(objectAt(payload, 'start'), 'toolUse');
        const id = stringAt(toolUse, 'toolUseId') ?? '';
        return begin(index, {
          type: 'tool_use',
          id,
          name: stringAt(toolUse, 'name') ?? '',
          input: {},
        });
      }
      case 'contentBlockDelta':
        return deltas(index, payload);
      case 'contentBlockStop':
        return [...begin(index, { type: 'text', text: '' }), { type: 'content_block_stop', index }];
      case 'messageStop': {
        const reason = stringAt(payload, 'stopReason') ?? 'end_turn';
        stopReason = stops.get(reason) ?? reason;
        return [];
      }
      case 'metadata': {
        const usage = objectAt(payload, 'usage');
        const input = numberAt(usage, 'inputTokens') ?? 0;
        const output = numberAt(usage, 'outputTokens') ?? 0;
        return [
          {
            type: 'message_delta',
            delta: { stop_reason: stopReason, stop_sequence: null },
            usage: { input_tokens: input, output_tokens: output },
          },
          { type: 'message_stop' },
        ];
      }
      default:
        return [];
    }
  };
}
