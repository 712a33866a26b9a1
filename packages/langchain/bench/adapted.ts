import type { ChatModel } from '@ashlar/core';
import { fromChatModel } from '@ashlar/langchain';
import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
} from '@aws-sdk/client-bedrock-runtime';
import { ChatBedrockConverse } from '@langchain/aws';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** ChatBedrockConverse behind core's interface, over HTTP/1.1: what `pnpm bench overhead` weighs. */
export function adapted(
  options: BedrockRuntimeClientConfig & { readonly region: string },
): (modelId: string) => ChatModel {
  const { region } = options;
  const requestHandler = new NodeHttpHandler({});
  const client = new BedrockRuntimeClient({ ...options, requestHandler, maxAttempts: 1 });
  return (model) =>
    fromChatModel(new ChatBedrockConverse({ model, region, client, maxRetries: 0 }));
}
