import type { ChatRequest, Message, Origin, Part } from '@ashlar/core';
import type {
  ContentBlock,
  Message as ConverseMessage,
  ConverseStreamCommandInput,
  InferenceConfiguration,
  OutputConfig,
  SystemContentBlock,
} from '@aws-sdk/client-bedrock-runtime';
import { invalidRequest } from '../errors/failure.ts';
import type { RequestOptions } from '../request-options.ts';
import { toDocument } from './document-value.ts';
import { guardable } from './guard-content.ts';
import { fromRaw } from './raw-block.ts';
import { toRequestMetadata } from './request-metadata.ts';
import { toBlocks, toCachePoint } from './to-blocks.ts';
import { toToolConfig } from './tool-config.ts';

/** A Converse request. Unary and stream requests differ in one option, `streamProcessingMode`. */
export type ConverseInput = ConverseStreamCommandInput;

/** The Converse request of a core one, whose defaults are already in it. */
export function toConverse(
  modelId: string,
  request: ChatRequest,
  options: RequestOptions,
  attributes: Readonly<Record<string, string>>,
): ConverseInput {
  const [system, turns] = splitSystem(request.messages, options);
  const guarded = options.guardedOrigins ?? [];
  // What is undefined is not sent.
  return {
    modelId,
    // A prompt may bring all messages: an empty list would be refused.
    messages: filled(turns.map((message, index) => toMessage(message, index, modelId, guarded))),
    system: filled(system.flatMap((part) => toSystem(part, modelId, guarded))),
    inferenceConfig: toInference(request),
    toolConfig: toToolConfig(request, options, modelId),
    outputConfig: toOutput(request),
    requestMetadata: toRequestMetadata(request.metadata, options.requestMetadata, attributes),
    ...toOptions(options),
  };
}

function filled<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** The parts that go to the front as `system`, and the messages that stay where they are. */
function splitSystem(
  messages: readonly Message[],
  { systemMessages }: RequestOptions,
): readonly [readonly Part[], readonly Message[]] {
  if (systemMessages === 'hoisted') {
    const isSystem = ({ role }: Message) => role === 'system';
    const hoisted = messages.filter(isSystem).flatMap(({ content }) => content);
    return [hoisted, messages.filter((message) => !isSystem(message))];
  }
  const first = messages.findIndex(({ role }) => role !== 'system');
  const count = first === -1 ? messages.length : first;
  return [messages.slice(0, count).flatMap(({ content }) => content), messages.slice(count)];
}

function toMessage(
  { role, content }: Message,
  index: number,
  model: string,
  guarded: readonly Origin[],
): ConverseMessage {
  const blocks = toBlocks(content, role, model, guarded);
  if (blocks.length === 0) {
    throw invalidRequest(
      model,
      `message ${index} (${role}) has nothing to send: it is empty or blank.`,
    );
  }
  if (blocks.some(({ document }) => document) && !blocks.some(hasText)) {
    throw invalidRequest(
      model,
      `message ${index} has a document but no text: Converse wants a text part beside a document, for example the question about it.`,
    );
  }
  return { role, content: blocks };
}

function hasText({ text, guardContent }: ContentBlock): boolean {
  return text !== undefined || guardContent?.text !== undefined;
}

function toSystem(part: Part, model: string, guarded: readonly Origin[]): SystemContentBlock[] {
  switch (part.type) {
    case 'text':
      return part.text.trim() === '' ? [] : [guardable(part, 'system', guarded)];
    case 'json':
      return [
        guardable({ ...part, type: 'text', text: JSON.stringify(part.value) }, 'system', guarded),
      ];
    case 'cache-point':
      return [{ cachePoint: toCachePoint(part.ttl) }];
    case 'other':
      return [fromRaw(part.raw) as SystemContentBlock];
    default:
      throw invalidRequest(model, `a system message cannot hold a part of type ${part.type}.`);
  }
}

function toInference(request: ChatRequest): InferenceConfiguration | undefined {
  const { maxTokens, temperature, topP, stopSequences } = request;
  const config = {
    maxTokens,
    temperature,
    topP,
    stopSequences: stopSequences && [...stopSequences],
  };
  return Object.values(config).every((one) => one === undefined) ? undefined : config;
}

function toOutput({ output, effort }: ChatRequest): OutputConfig | undefined {
  if (output === undefined && effort === undefined) return undefined;
  const { schema, name, description } = output ?? {};
  const jsonSchema = { schema: JSON.stringify(schema), name, description };
  const textFormat = { type: 'json_schema' as const, structure: { jsonSchema } };
  return { textFormat: output && textFormat, effort };
}

function toOptions(options: RequestOptions): Partial<ConverseInput> {
  const { guardrailConfig, serviceTier, performanceConfig, promptVariables } = options;
  const fields = options.additionalModelRequestFields;
  const paths = options.additionalModelResponseFieldPaths;
  return {
    guardrailConfig,
    serviceTier: serviceTier && { type: serviceTier },
    performanceConfig,
    promptVariables:
      promptVariables &&
      Object.fromEntries(Object.entries(promptVariables).map(([key, text]) => [key, { text }])),
    additionalModelRequestFields: fields && toDocument(fields),
    additionalModelResponseFieldPaths: paths && [...paths],
  };
}
