// The plain AWS SDK with its default handler: HTTP/2, retries on.
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { credentials, embeddingModel, priceOf, region } from '../given.mjs';

const tools = [
  {
    toolSpec: {
      name: priceOf.name,
      description: priceOf.description,
      inputSchema: {
        json: {
          type: 'object',
          properties: { stone: { type: 'string' }, count: { type: 'integer' } },
          required: ['stone', 'count'],
        },
      },
    },
  },
];

const clientOf = (endpoint) => new BedrockRuntimeClient({ region, credentials, endpoint });
const user = (...content) => ({ role: 'user', content });
const textOf = ({ output }) => output.message.content.map(({ text = '' }) => text).join('');

async function ask(endpoint, modelId) {
  const messages = [user({ text: 'Which stone?' })];
  return textOf(await clientOf(endpoint).send(new ConverseCommand({ modelId, messages })));
}

export const checks = {
  unary: (endpoint) => ask(endpoint, 'peer.plain-v1:0'),

  async streaming(endpoint) {
    const messages = [user({ text: 'Which stone?' })];
    const command = new ConverseStreamCommand({ modelId: 'peer.plain-v1:0', messages });
    const pieces = [];
    let usage;
    for await (const event of (await clientOf(endpoint).send(command)).stream) {
      if (event.contentBlockDelta?.delta.text) pieces.push(event.contentBlockDelta.delta.text);
      usage = event.metadata?.usage ?? usage;
    }
    return { pieces, outputTokens: usage.outputTokens };
  },

  async tools(endpoint) {
    const client = clientOf(endpoint);
    const messages = [user({ text: 'What do two ashlars cost?' })];
    for (;;) {
      const command = new ConverseCommand({
        modelId: 'peer.tools-v1:0',
        messages,
        toolConfig: { tools },
      });
      const answer = await client.send(command);
      messages.push(answer.output.message);
      if (answer.stopReason !== 'tool_use') return textOf(answer);
      const calls = answer.output.message.content.flatMap(({ toolUse }) => toolUse ?? []);
      messages.push(
        user(
          ...calls.map(({ toolUseId, input }) => ({
            toolResult: { toolUseId, content: [{ text: priceOf.run(input) }] },
          })),
        ),
      );
    }
  },

  async embeddings(endpoint) {
    const body = JSON.stringify({ inputText: 'ashlar', dimensions: 256, normalize: true });
    const contentType = 'application/json';
    const command = new InvokeModelCommand({ modelId: embeddingModel, body, contentType });
    const reply = await clientOf(endpoint).send(command);
    return JSON.parse(new TextDecoder().decode(reply.body)).embedding.length;
  },

  throttling: (endpoint) => ask(endpoint, 'peer.throttled-v1:0'),
};
