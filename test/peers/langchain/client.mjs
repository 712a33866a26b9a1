// ChatBedrockConverse, createAgent and BedrockEmbeddings. The client is passed in: LangChain's own endpoint option insists on https.
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { BedrockEmbeddings, ChatBedrockConverse } from '@langchain/aws';
import { createAgent, tool } from 'langchain';
import { z } from 'zod';
import { credentials, embeddingModel, priceOf, region } from '../given.mjs';

const clientOf = (endpoint) => new BedrockRuntimeClient({ region, credentials, endpoint });
const modelOf = (endpoint, model) =>
  new ChatBedrockConverse({ model, region, credentials, client: clientOf(endpoint) });

export const checks = {
  unary: async (endpoint) =>
    (await modelOf(endpoint, 'peer.plain-v1:0').invoke('Which stone?')).text,

  async streaming(endpoint) {
    const pieces = [];
    let outputTokens;
    for await (const chunk of await modelOf(endpoint, 'peer.plain-v1:0').stream('Which stone?')) {
      if (chunk.text !== '') pieces.push(chunk.text);
      outputTokens = chunk.usage_metadata?.output_tokens ?? outputTokens;
    }
    return { pieces, outputTokens };
  },

  async tools(endpoint) {
    const schema = z.object({ stone: z.string(), count: z.number().int() });
    const { name, description, run } = priceOf;
    const agent = createAgent({
      model: modelOf(endpoint, 'peer.tools-v1:0'),
      tools: [tool(run, { name, description, schema })],
    });
    const messages = [{ role: 'user', content: 'What do two ashlars cost?' }];
    return (await agent.invoke({ messages })).messages.at(-1).text;
  },

  async embeddings(endpoint) {
    const client = clientOf(endpoint);
    const embeddings = new BedrockEmbeddings({ model: embeddingModel, dimensions: 256, client });
    return (await embeddings.embedDocuments(['ashlar', 'rubble']))[1].length;
  },

  throttling: async (endpoint) =>
    (await modelOf(endpoint, 'peer.throttled-v1:0').invoke('Which stone?')).text,
};
