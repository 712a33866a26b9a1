// Strands Agents: the AWS SDK inside, on one shared HTTP/2 session. It has no embeddings.
import { Agent, BedrockModel, tool } from '@strands-agents/sdk';
import { z } from 'zod';
import { credentials, priceOf, region } from '../given.mjs';

const agentOf = (endpoint, modelId, { stream = true, tools = [] } = {}) =>
  new Agent({
    model: new BedrockModel({ modelId, region, stream, clientConfig: { credentials, endpoint } }),
    tools,
    printer: false,
  });

export const checks = {
  unary: async (endpoint) =>
    String(await agentOf(endpoint, 'peer.plain-v1:0', { stream: false }).invoke('Which stone?')),

  async streaming(endpoint) {
    const pieces = [];
    let outputTokens;
    for await (const { event } of agentOf(endpoint, 'peer.plain-v1:0').stream('Which stone?')) {
      if (event?.type === 'modelContentBlockDeltaEvent' && event.delta.type === 'textDelta') {
        pieces.push(event.delta.text);
      }
      if (event?.type === 'modelMetadataEvent') outputTokens = event.usage.outputTokens;
    }
    return { pieces, outputTokens };
  },

  async tools(endpoint) {
    const inputSchema = z.object({ stone: z.string(), count: z.number().int() });
    const { name, description, run } = priceOf;
    const tools = [tool({ name, description, inputSchema, callback: run })];
    const agent = agentOf(endpoint, 'peer.tools-v1:0', { tools });
    return String(await agent.invoke('What do two ashlars cost?'));
  },

  throttling: async (endpoint) =>
    String(await agentOf(endpoint, 'peer.throttled-v1:0').invoke('Which stone?')),
};
