import { user } from '@ashlar/core';
import { afterEach, expect, it, vi } from 'vitest';
import { bedrock, chatModel } from '../src/index.ts';
import { recordingContext } from './support/recording-context.ts';
import { answer } from './support/replies.ts';
import { startServer } from './support/server.ts';

const request = { messages: [user('Hi')] };
const nowhere = '/nonexistent/aws';

function environment(values: Record<string, string>): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  }
  const none = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
  };
  for (const [name, value] of Object.entries({ ...none, ...values })) vi.stubEnv(name, value);
}

afterEach(() => {
  vi.unstubAllEnvs();
});

it('takes region, credentials and endpoint from the environment', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  environment({
    AWS_REGION: 'eu-west-3',
    AWS_ACCESS_KEY_ID: 'AKIAENV',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: server.url,
  });
  const connection = bedrock();
  await chatModel('m', { connection }).generate(request);
  connection.close();
  expect(server.received[0]?.headers.authorization).toMatch(/AKIAENV\/\d+\/eu-west-3\/bedrock/);
});

it('uses a Bedrock API key of the environment or of the options', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  environment({
    AWS_REGION: 'us-east-1',
    AWS_BEARER_TOKEN_BEDROCK: 'from-env',
    AWS_ENDPOINT_URL: server.url,
  });
  for (const options of [{}, { apiKey: 'given' }, { apiKey: async () => 'fetched' }]) {
    const connection = bedrock(options);
    await chatModel('m', { connection }).generate(request);
    connection.close();
  }
  expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer from-env',
    'Bearer given',
    'Bearer fetched',
  ]);
});

it('prefers credentials that were given to an API key of the environment', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  environment({ AWS_BEARER_TOKEN_BEDROCK: 'from-env' });
  await chatModel('m', { connection: server.connect() }).generate(request);
  expect(server.received[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
});

it('says in one sentence what to do when there are no credentials', async () => {
  environment({ AWS_REGION: 'us-east-1' });
  const model = chatModel('m', { connection: bedrock() });
  await expect(model.generate(request)).rejects.toMatchObject({
    code: 'model.credentials',
    retryable: false,
    message: expect.stringMatching(/Set AWS_PROFILE, .* or pass bedrock\(\{ credentials \}\)/),
  });
});

it.each([
  [{ endpoint: 'localhost' }, 'model.invalid-request', /Check bedrock\(\{ endpoint \}\)/],
  [{ apiKey: '' }, 'model.credentials', /or pass .* bedrock\(\{ apiKey \}\)/],
])('says what to do about %j, once and without a charge', async (options, code, message) => {
  environment({});
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const connection = bedrock({ region: 'us-east-1', credentials, ...options });
  const context = recordingContext();
  const asked = chatModel('m', { connection }).generate(request, context);
  await expect(asked).rejects.toMatchObject({
    code,
    retryable: false,
    message: expect.stringMatching(message),
  });
  expect(context.log).toEqual(['reserve', 'release']);
});

it('says what to do when there is no region', async () => {
  environment({});
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const model = chatModel('m', { connection: bedrock({ credentials }) });
  await expect(model.generate(request)).rejects.toMatchObject({
    code: 'model.credentials',
    message: expect.stringMatching(/Pass bedrock\(\{ region \}\) or set AWS_REGION/),
  });
});

it('opens nothing before the first call, one client after it, and a new one after close', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  const connection = server.connect();
  const [one, two] = [chatModel('a', { connection }), chatModel('b', { connection })];
  expect(server.sockets()).toBe(0);
  connection.close();
  await one.generate(request);
  await two.generate(request);
  expect(server.sockets()).toBe(1);
  expect(await connection.client()).toBe(await connection.client());
  connection.close();
  await one.generate(request);
  expect(server.sockets()).toBe(2);
});

it('keeps to the number of sockets that it was given', async () => {
  const server = await startServer();
  server.reply((response) => {
    setTimeout(() => answer([{ text: 'yes' }])(response, server.received[0] as never), 5);
  });
  const model = chatModel('m', { connection: server.connect({ maxSockets: 3 }) });
  await Promise.all(Array.from({ length: 12 }, () => model.generate(request)));
  expect(server.sockets()).toBe(3);
});
