import { afterEach, expect, it, vi } from 'vitest';
import { type BedrockOptions, bedrock, chatModel } from '../../src/index.ts';
import { knowledgeBase } from '../../src/knowledge/index.ts';
import { environment } from '../support/environment.ts';
import { json } from '../support/replies.ts';
import { startServer } from '../support/server.ts';

const ada = { tenant: 'acme', subject: 'ada', groups: [] };
const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

afterEach(() => {
  vi.unstubAllEnvs();
});

async function ask(options: BedrockOptions) {
  const connection = bedrock({ region: 'us-east-1', retry: false, ...options });
  const base = knowledgeBase({ id: 'KB1', connection, rights: { tenant: 'acme' } });
  try {
    return await base.retrieve({ text: 'q' }, ada);
  } finally {
    connection.close();
  }
}

it.each([
  [
    'the environment of its own',
    (url: string) => [{ AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: url }, {}],
  ],
  ['the environment of all services', (url: string) => [{ AWS_ENDPOINT_URL: url }, {}]],
  ['endpoint', (url: string) => [{}, { endpoint: url }]],
  ['agentEndpoint', (url: string) => [{}, { endpoint: 'http://127.0.0.1:1', agentEndpoint: url }]],
] as const)('finds knowledge bases at the endpoint of %s', async (_, given) => {
  const server = await startServer();
  server.reply(json(200, { retrievalResults: [] }));
  const [env, options] = given(server.url);
  environment({ ...env } as Record<string, string>);
  expect(await ask({ credentials, ...options })).toEqual([]);
  expect(server.received[0]?.headers.authorization).toMatch(/AKIATEST\/\d+\/us-east-1\/bedrock/);
});

it('signs with credentials also where models are asked with an API key, and says so when there are none', async () => {
  const server = await startServer();
  server.reply(json(200, { retrievalResults: [] }));
  environment({
    AWS_ACCESS_KEY_ID: 'AKIAENV',
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_BEARER_TOKEN_BEDROCK: 'k',
  });
  await ask({ endpoint: server.url, apiKey: 'key' });
  expect(server.received[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 .*AKIAENV/);
  environment({});
  await expect(ask({ endpoint: server.url, apiKey: 'key' })).rejects.toMatchObject({
    code: 'model.credentials',
    message: expect.stringMatching(/Knowledge bases take no Bedrock API key/),
  });
  expect(server.received).toHaveLength(1);
});

it('keeps one client per service, closes both, and opens new ones after', async () => {
  const server = await startServer();
  server.reply((response, request) => {
    const chat = request.path.startsWith('/model/');
    const output = { message: { role: 'assistant', content: [{ text: 'yes' }] } };
    const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
    const reply = chat
      ? { output, usage, stopReason: 'end_turn', metrics: {} }
      : { retrievalResults: [] };
    json(200, reply)(response, request);
  });
  const connection = server.connect();
  const base = knowledgeBase({ id: 'KB1', connection, rights: { tenant: 'acme' } });
  const model = chatModel('m', { connection });
  const message = { role: 'user', content: [{ type: 'text', text: 'Hi' }] } as const;
  for (let round = 0; round < 3; round += 1) {
    await base.retrieve({ text: 'q' }, ada);
    await model.generate({ messages: [message] });
  }
  expect(server.sockets()).toBe(2);
  connection.close();
  await base.retrieve({ text: 'q' }, ada);
  expect(server.sockets()).toBe(3);
});
