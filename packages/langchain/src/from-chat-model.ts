import { type ChatModel, detachedContext, type ModelInfo } from '@ashlar/core';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { dialectOf } from './chat/dialect.ts';
import { generate } from './chat/generate.ts';
import type { ChatSettings, ModelSettings } from './chat/settings.ts';
import type { Profile } from './chat/standard-dialect.ts';
import { stream } from './chat/stream.ts';
import { cannotCarry } from './errors.ts';
import { refuseOwnRetries } from './own-retries.ts';

/** Options of {@link fromChatModel}. */
export interface FromChatModelOptions {
  /** @default the model's own `model`, else LangChain's name of its type */
  readonly id?: string;
  /** What is known of the model: its price, its limits, features that LangChain does not tell. @default from its profile */
  readonly info?: Partial<ModelInfo>;
  /** Accept that LangChain or its client repeats failed calls: all of them are then one row in the books. @default false */
  readonly retriesInside?: boolean;
  /** Take a stream without a finish reason for cut. @default true */
  readonly requireFinishReason?: boolean;
}

/**
 * A chat model of LangChain as a `ChatModel`.
 *
 * Use it for a provider that has an integration there and none here; on Bedrock `@ashlar/bedrock` loses nothing. A call is one
 * request: failures are not repeated, whatever wraps the model does that. LangChain takes `maxTokens`, `temperature` and `topP` where a
 * model is made: pass a function that makes it, and requests may set them.
 *
 * @throws AshlarError `langchain.retries` here; `model.unsupported` before anything is sent for what LangChain cannot carry, else `model.*`
 * @example
 * ```ts
 * import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
 * import { ChatBedrockConverse } from '@langchain/aws';
 * import { fromChatModel } from '@ashlar/langchain';
 *
 * const region = 'eu-central-1';
 * const client = new BedrockRuntimeClient({ region, maxAttempts: 1 });
 * const model = fromChatModel(
 *   (settings) => new ChatBedrockConverse({ model: 'amazon.nova-lite-v1:0', region, client, maxRetries: 0, ...settings }),
 * );
 * ```
 */
export function fromChatModel(
  model: BaseChatModel | ((settings: ModelSettings) => BaseChatModel),
  options: FromChatModelOptions = {},
): ChatModel {
  const { retriesInside = false, requireFinishReason = true } = options;
  const base = typeof model === 'function' ? model({}) : model;
  const id = options.id ?? idOf(base);
  if (!retriesInside) refuseOwnRetries(id, base);
  const dialect = dialectOf(base);
  const settings: ChatSettings = {
    id,
    dialect,
    retriesInside,
    requireFinishReason,
    info: { features: dialect.features(base), ...limitsOf(base), ...options.info },
    model(wanted) {
      const [first] = Object.keys(wanted);
      if (first === undefined) return base;
      if (typeof model === 'function') return model(wanted);
      throw cannotCarry(
        id,
        `${first} of a request`,
        `Its models take it when they are made: fromChatModel(({ ${first} }) => new …({ ${first} })).`,
      );
    },
  };
  return {
    id,
    info: settings.info,
    generate: (request, context = detachedContext()) => generate(settings, request, context),
    stream: (request, context = detachedContext()) => stream(settings, request, context),
  };
}

function idOf(model: BaseChatModel): string {
  const { model: id, modelName } = model as { readonly model?: unknown; modelName?: unknown };
  const named = [id, modelName].find((name) => typeof name === 'string' && name !== '');
  return (named as string | undefined) ?? model._llmType();
}

function limitsOf(model: BaseChatModel): Partial<ModelInfo> {
  const { maxInputTokens, maxOutputTokens } =
    (model as { readonly profile?: Profile }).profile ?? {};
  return {
    ...(maxInputTokens !== undefined && { contextWindow: maxInputTokens }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
  };
}
