import type { ChatModel, ChatResponse, Json, JsonObject } from '@ashlar/core';
import { type ServiceError, validationError } from '../errors.ts';
import { guardedModel } from '../guardrail/guarded-model.ts';
import { isObject, objectAt } from '../wire/read.ts';
import type { OperationCall } from './call.ts';

/** The chat model that answers InvokeModel, behind the guardrail that the headers name. */
export function invokeEngine(call: OperationCall): ChatModel {
  const model = call.engines.chatModel(call.model);
  const identifier = header(call, 'guardrailidentifier');
  const version = header(call, 'guardrailversion');
  if (identifier === undefined && version === undefined) return model;
  if (identifier === undefined || version === undefined) {
    throw validationError(
      'A guardrail needs both X-Amzn-Bedrock-GuardrailIdentifier and X-Amzn-Bedrock-GuardrailVersion. Add the missing one and try again.',
    );
  }
  const trace = header(call, 'trace');
  return guardedModel(model, {
    guardrail: call.engines.guardrail(identifier, version),
    trace: trace === 'ENABLED' ? 'enabled' : trace === 'ENABLED_FULL' ? 'enabled_full' : 'disabled',
    streaming: 'sync',
  });
}

/** What stands beside a model's own answer when a guardrail was named. */
export function guardrailFields(call: OperationCall, response: ChatResponse): JsonObject {
  if (header(call, 'guardrailidentifier') === undefined) return {};
  const bedrock: Json | undefined = response.vendor?.bedrock;
  const trace = objectAt(isObject(bedrock) ? bedrock : undefined, 'trace');
  const guardrail = objectAt(trace, 'guardrail');
  return {
    'amazon-bedrock-guardrailAction': response.stopReason === 'guardrail' ? 'INTERVENED' : 'NONE',
    ...(guardrail !== undefined && { 'amazon-bedrock-trace': { guardrail } }),
  };
}

/** Headers of the answer that repeat what was asked for. */
export function echoedHeaders(call: OperationCall): Record<string, string> {
  const names = ['performanceconfig-latency', 'service-tier'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = header(call, name);
      return value === undefined ? [] : [[`x-amzn-bedrock-${name}`, value]];
    }),
  );
}

export function unknownBody(model: string): ServiceError {
  return validationError(
    `The emulator serves InvokeModel in the body shapes of Anthropic Messages, Amazon Nova, Titan Text Embeddings V2, Nova Multimodal Embeddings and Cohere Embed; ${model} with this body is none of them. Use Converse for chat.`,
  );
}

function header({ headers }: OperationCall, name: string): string | undefined {
  const value = headers[`x-amzn-bedrock-${name}`];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
