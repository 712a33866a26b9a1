import type { JsonObject } from '@ashlar/core';
import { malformed } from '../embedding/malformed.ts';
import { checkShape } from '../validate/check-shape.ts';
import { toChatRequest } from '../wire/chat-request.ts';
import { toConverseResponse } from '../wire/converse-response.ts';
import { numberAt, objectAt } from '../wire/read.ts';
import type { ChatBody } from './chat-body.ts';

/**
 * Amazon Nova (`messages-v1`): Converse's own request and answer, with `topK` among the inference options. Source: Nova user guide,
 * "Complete request schema".
 */
export const novaChat: ChatBody = {
  read: (body) => {
    const { inferenceConfig, schemaVersion: _version, ...rest } = body;
    const {
      topK,
      max_new_tokens: maxNewTokens,
      ...inference
    } = objectAt(body, 'inferenceConfig') ?? {};
    const maxTokens = numberAt(inference, 'maxTokens') ?? maxNewTokens;
    const request: JsonObject = {
      ...rest,
      ...(inferenceConfig !== undefined && {
        inferenceConfig: { ...inference, ...(maxTokens !== undefined && { maxTokens }) },
      }),
      ...(topK !== undefined && { additionalModelRequestFields: { inferenceConfig: { topK } } }),
    };
    const missing = request.messages === undefined ? ['#: required key [messages] not found'] : [];
    const faults = [...missing, ...checkShape(request, 'ConverseRequest').violations];
    if (faults.length > 0) throw malformed(faults);
    return toChatRequest(request);
  },
  write: (response, usage) => {
    const { output, stopReason, usage: tokens } = toConverseResponse(response, usage, 0);
    return { output: output ?? {}, stopReason: stopReason ?? '', usage: tokens ?? {} };
  },
  chunks: () => {
    return ({ type, payload }) => [{ [type]: payload }];
  },
};
