import { type ChatModel, type ChatRequest, detachedContext, type ModelInfo } from '@ashlar/core';
import { countConverse } from './chat/count-converse.ts';
import { generate } from './chat/generate.ts';
import { prepareCall } from './chat/prepare.ts';
import type { ChatSettings } from './chat/settings.ts';
import { stream } from './chat/stream.ts';
import { refuseUnknown } from './errors/refuse-unknown.ts';
import { modelInfo } from './models/model-info.ts';
import type { RequestOptions } from './request-options.ts';
import type { BedrockConnection } from './transport/connection.ts';

/** Options of {@link chatModel}. All but the connection are defaults of every request; a request's own values win. */
export interface ChatModelOptions
  extends Pick<ChatRequest, 'maxTokens' | 'temperature' | 'topP' | 'stopSequences' | 'effort'> {
  readonly connection: BedrockConnection;
  /**
   * The foundation model behind an ARN that hides it (application inference profile, provisioned throughput, custom or imported
   * model, prompt): features, quirks, price and token counts are those of this id.
   */
  readonly baseModel?: string;
  /** Corrects or completes what the table of this package says, for example the price of your contract or service tier. */
  readonly info?: Partial<ModelInfo>;
  /** What only Bedrock has: guardrail, service tier, fields of one model family … */
  readonly bedrock?: RequestOptions;
}

const known = Object.keys({
  connection: true,
  baseModel: true,
  info: true,
  bedrock: true,
  maxTokens: true,
  temperature: true,
  topP: true,
  stopSequences: true,
  effort: true,
} satisfies Record<keyof ChatModelOptions, true>);

/**
 * A model on Amazon Bedrock, asked through Converse and ConverseStream.
 *
 * Use it wherever a pattern asks for a `ChatModel`. A call is one request, or up to three when the service throttles or fails
 * before anything was delivered; every attempt is metered.
 *
 * @throws AshlarError `model.*`, by the table in the README; `run.stopped` when the signal aborts
 * @param modelId a model id, an inference profile (`eu.anthropic.…`) or an ARN
 * @example
 * ```ts
 * import { user } from '@ashlar/core';
 * import { bedrock, chatModel } from '@ashlar/bedrock';
 *
 * const model = chatModel('eu.amazon.nova-lite-v1:0', { connection: bedrock(), maxTokens: 500 });
 * const { message } = await model.generate({ messages: [user('Which stone is dressed?')] });
 * ```
 */
export function chatModel(modelId: string, options: ChatModelOptions): ChatModel {
  refuseUnknown('chatModel()', options, known);
  const { connection, baseModel = modelId, info, bedrock, ...defaults } = options;
  const settings: ChatSettings = {
    id: modelId,
    base: baseModel,
    info: { ...modelInfo(baseModel), ...info },
    ownPrice: info?.price,
    connection,
    defaults,
    bedrock,
  };
  return {
    id: modelId,
    info: settings.info,
    generate: (request, context = detachedContext()) => generate(settings, request, context),
    stream: (request, context = detachedContext()) => stream(settings, request, context),
    countTokens: async (request, context = detachedContext()) => {
      const { input } = await prepareCall(settings, request, context);
      return countConverse(settings, input, context.signal);
    },
  };
}
