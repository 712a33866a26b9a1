import type { JsonObject } from '@ashlar/core';
import { chatBodyOf } from '../chat-body/chat-body-of.ts';
import { validationError } from '../errors.ts';
import type { WireEvent } from '../wire/block-stream.ts';
import { numberAt, objectAt, stringAt } from '../wire/read.ts';
import { answerStream } from './answer-stream.ts';
import type { OperationCall } from './call.ts';
import { chatBatches } from './chat-batches.ts';
import { embeddingBodyOf } from './embed.ts';
import { echoedHeaders, invokeEngine, unknownBody } from './invoke-engine.ts';

/** Answers InvokeModelWithResponseStream: the vendor's own chunks as JSON, the last one with the service's metrics. */
export async function invokeModelWithResponseStream(call: OperationCall): Promise<void> {
  const { model, body } = call;
  if (embeddingBodyOf(model, body) !== undefined) {
    throw validationError('The model is unsupported for streaming.');
  }
  const shape = chatBodyOf(model, body);
  if (shape === undefined) throw unknownBody(model);
  const request = shape.read(body);
  const translate = shape.chunks(model);
  const batches = chatBatches(call, invokeEngine(call), request);
  const chunks = async function* (): AsyncGenerator<readonly WireEvent[]> {
    let intervened = false;
    for await (const batch of batches) {
      yield batch.flatMap((event) => {
        intervened ||= stringAt(event.payload, 'stopReason') === 'guardrail_intervened';
        const own = translate(event);
        return own.map((chunk, index) => {
          const isLast = event.type === 'metadata' && index === own.length - 1;
          return toChunk(isLast ? { ...chunk, ...serviceFields(call, event, intervened) } : chunk);
        });
      });
    }
  };
  await answerStream(call, chunks(), {
    'x-amzn-bedrock-content-type': 'application/json',
    ...echoedHeaders(call),
  });
}

function toChunk(value: JsonObject): WireEvent {
  return {
    type: 'chunk',
    payload: { bytes: Buffer.from(JSON.stringify(value)).toString('base64') },
  };
}

function serviceFields(
  call: OperationCall,
  { payload }: WireEvent,
  intervened: boolean,
): JsonObject {
  const usage = objectAt(payload, 'usage');
  const latency = numberAt(objectAt(payload, 'metrics'), 'latencyMs') ?? 0;
  return {
    'amazon-bedrock-invocationMetrics': {
      inputTokenCount: numberAt(usage, 'inputTokens') ?? 0,
      outputTokenCount: numberAt(usage, 'outputTokens') ?? 0,
      invocationLatency: latency,
      firstByteLatency: latency,
    },
    ...(call.headers['x-amzn-bedrock-guardrailidentifier'] !== undefined && {
      'amazon-bedrock-guardrailAction': intervened ? 'INTERVENED' : 'NONE',
    }),
  };
}
