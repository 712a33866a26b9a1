// The AI SDK with its Amazon Bedrock provider: its own SigV4 over fetch, no AWS SDK inside.
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { embedMany, generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { credentials, embeddingModel, priceOf, region } from '../given.mjs';

const bedrockOf = (baseURL) => createAmazonBedrock({ region, ...credentials, baseURL });
const prompt = 'Which stone?';

export const checks = {
  unary: async (endpoint) =>
    (await generateText({ model: bedrockOf(endpoint)('peer.plain-v1:0'), prompt })).text,

  async streaming(endpoint) {
    const answer = streamText({ model: bedrockOf(endpoint)('peer.plain-v1:0'), prompt });
    const pieces = [];
    for await (const piece of answer.textStream) pieces.push(piece);
    return { pieces, outputTokens: (await answer.usage).outputTokens };
  },

  async tools(endpoint) {
    const inputSchema = z.object({ stone: z.string(), count: z.number().int() });
    const { name, description, run } = priceOf;
    const answer = await generateText({
      model: bedrockOf(endpoint)('peer.tools-v1:0'),
      prompt: 'What do two ashlars cost?',
      tools: { [name]: tool({ description, inputSchema, execute: async (input) => run(input) }) },
      stopWhen: stepCountIs(4),
    });
    return answer.text;
  },

  async embeddings(endpoint) {
    const { embeddings } = await embedMany({
      model: bedrockOf(endpoint).embedding(embeddingModel),
      values: ['ashlar', 'rubble'],
      providerOptions: { bedrock: { dimensions: 256 } },
    });
    return embeddings[1].length;
  },

  throttling: async (endpoint) =>
    (await generateText({ model: bedrockOf(endpoint)('peer.throttled-v1:0'), prompt })).text,
};
