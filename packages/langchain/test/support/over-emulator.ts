import type { ChatModel, Embedder } from '@ashlar/core';
import { type Emulator, type EmulatorOptions, emulator } from '@ashlar/emulator';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { BedrockEmbeddings, ChatBedrockConverse } from '@langchain/aws';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { onTestFinished } from 'vitest';
import { fromChatModel, fromEmbeddings, type ModelSettings } from '../../src/index.ts';

const region = 'us-east-1';
const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

/** An emulator and the client that LangChain is given: its own endpoint option insists on https. */
export async function startBedrock(
  options: EmulatorOptions,
): Promise<{ readonly bedrock: Emulator; readonly client: BedrockRuntimeClient }> {
  const bedrock = await emulator(options);
  const client = new BedrockRuntimeClient({
    region,
    credentials,
    endpoint: bedrock.url,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  });
  onTestFinished(async () => {
    client.destroy();
    await bedrock.close();
  });
  return { bedrock, client };
}

/** The real ChatBedrockConverse, made as the README says. */
export function converse(client: BedrockRuntimeClient, settings: ModelSettings = {}) {
  return new ChatBedrockConverse({
    model: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    region,
    credentials,
    client,
    maxRetries: 0,
    ...settings,
  });
}

/** Our face on LangChain on the SDK on the emulator on `engine`. */
export async function overEmulator(engine: ChatModel, more: Partial<EmulatorOptions> = {}) {
  const { bedrock, client } = await startBedrock({ chat: engine, ...more });
  const model = fromChatModel((settings) => converse(client, settings));
  return { model, bedrock, client };
}

export async function embedderOverEmulator(engine: Embedder): Promise<Embedder> {
  const { client } = await startBedrock({ embedder: engine });
  const embeddings = new BedrockEmbeddings({
    model: 'amazon.titan-embed-text-v2:0',
    dimensions: engine.dimensions,
    client,
    maxRetries: 0,
  });
  return fromEmbeddings(embeddings, {
    id: 'amazon.titan-embed-text-v2:0',
    dimensions: engine.dimensions,
  });
}
