import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { user } from '@ashlar/core';
import { afterEach, expect, it, vi } from 'vitest';
import { bedrock, chatModel } from '../src/index.ts';
import { environment } from './support/environment.ts';
import { recordingContext } from './support/recording-context.ts';
import { answer, failure } from './support/replies.ts';
import { startServer } from './support/server.ts';

const request = { messages: [user('Hi')] };
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

it('asks for an API key before every request, as it may have expired', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  let key = 'early';
  const apiKey = async () => key;
  const model = chatModel('m', { connection: server.connect({ apiKey }) });
  await model.generate(request);
  key = 'late';
  await model.generate(request);
  expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer early',
    'Bearer late',
  ]);
});

it('signs by the clock of the service when this machine’s is off, from the second attempt on', async () => {
  const server = await startServer();
  const date = new Date(Date.now() + 20 * 60_000);
  const late = failure(
    403,
    'InvalidSignatureException',
    { message: 'Signature expired: it is now later.' },
    { date: date.toUTCString() },
  );
  server.reply(late, answer([{ text: 'yes' }]));
  const retry = { random: () => 0 };
  const model = chatModel('m', { connection: server.connect({ retry }) });
  await model.generate(request);
  const signed = String(server.received[1]?.headers['x-amz-date']);
  expect(signed.slice(0, 13) >= date.toISOString().replace(/[-:]/g, '').slice(0, 13)).toBe(true);
  await model.generate(request);
  expect(server.received).toHaveLength(3);
});

it('does not repeat in its errors what a gateway repeats of keys and signatures', async () => {
  const server = await startServer();
  server.reply((response, { headers }) => {
    const message = `bad: ${headers.authorization} x-amz-security-token: ${headers['x-amz-security-token']}`;
    failure(403, 'AccessDeniedException', { message })(response, undefined as never);
  });
  const credentials = {
    accessKeyId: 'AKIASECRET',
    secretAccessKey: 'secret',
    sessionToken: 'SESSIONSECRET',
  };
  for (const options of [{ apiKey: 'KEYSECRET' }, { credentials }]) {
    const model = chatModel('m', { connection: server.connect(options) });
    const error = await model.generate(request).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'model.denied', message: expect.stringMatching(/…/) });
    expect(`${(error as Error).message} ${JSON.stringify(error)}`).not.toMatch(/SECRET/);
  }
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

it('takes the endpoint from the profile of the shared configuration', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  const folder = await mkdtemp(join(tmpdir(), 'aws-'));
  const file = join(folder, 'config');
  await writeFile(
    file,
    [
      '[profile masons]',
      'region = ap-south-1',
      'aws_access_key_id = AKIAPROFILE',
      'aws_secret_access_key = secret',
      'services = local',
      '[services local]',
      'bedrock_runtime =',
      `  endpoint_url = ${server.url}`,
    ].join('\n'),
  );
  environment({ AWS_CONFIG_FILE: file, AWS_BEARER_TOKEN_BEDROCK: 'from-env' });
  const connection = bedrock({ profile: 'masons' });
  await chatModel('m', { connection }).generate(request);
  connection.close();
  await rm(folder, { recursive: true });
  expect(server.received[0]?.headers.authorization).toMatch(/AKIAPROFILE\/\d+\/ap-south-1\//);
});

/** An agent that tells where it was asked to connect to, and does not. */
function watchful(): { readonly agent: Agent; readonly hosts: string[] } {
  const hosts: string[] = [];
  const agent = new Agent();
  agent.createConnection = (options) => {
    hosts.push(String(options.host));
    throw Object.assign(new Error('nobody there'), { code: 'ECONNREFUSED' });
  };
  return { agent, hosts };
}

it.each([
  ['the region', {}, {}, 'bedrock-runtime.eu-west-1.amazonaws.com'],
  ['fips', { fips: true }, {}, 'bedrock-runtime-fips.eu-west-1.amazonaws.com'],
  ['dualStack', { dualStack: true }, {}, 'bedrock-runtime.eu-west-1.api.aws'],
  ['AWS_USE_FIPS_ENDPOINT', {}, { AWS_USE_FIPS_ENDPOINT: 'true' }, 'bedrock-runtime-fips.'],
  ['AWS_USE_DUALSTACK_ENDPOINT', {}, { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, '.api.aws'],
  [
    'an option against the environment',
    { fips: false },
    { AWS_USE_FIPS_ENDPOINT: 'true' },
    'bedrock-runtime.eu-west-1.',
  ],
])('goes through its agent to the endpoint of %s', async (_, options, env, host) => {
  environment(env);
  const { agent, hosts } = watchful();
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const connection = bedrock({ region: 'eu-west-1', credentials, agent, retry: false, ...options });
  await expect(chatModel('m', { connection }).generate(request)).rejects.toMatchObject({
    code: 'model.network',
  });
  connection.close();
  expect(hosts).toEqual([expect.stringContaining(host)]);
});

it('reaches the service through a proxy', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  const proxied: string[] = [];
  // What http-proxy-agent does: connect to the proxy, and ask it for the whole URL.
  class ProxyAgent extends HttpAgent {
    override createConnection(_: object, ready?: (error: Error | null, socket: Duplex) => void) {
      proxied.push('connected');
      const { port, hostname } = new URL(server.url);
      const socket = connect(Number(port), hostname);
      if (ready !== undefined) socket.once('connect', () => ready(null, socket));
      return socket;
    }
  }
  const connection = server.connect({
    endpoint: 'http://bedrock.behind.the.proxy',
    agent: new ProxyAgent(),
  });
  await chatModel('m', { connection }).generate(request);
  expect(proxied).toEqual(['connected']);
  expect(server.received[0]?.headers.host).toBe('bedrock.behind.the.proxy');
});

it('repeats nothing inside of the SDK, whatever the environment says about retries', async () => {
  const server = await startServer();
  server.reply(failure(503, 'ServiceUnavailableException'));
  environment({ AWS_MAX_ATTEMPTS: '5', AWS_RETRY_MODE: 'adaptive' });
  const model = chatModel('m', { connection: server.connect({ retry: false }) });
  await expect(model.generate(request)).rejects.toMatchObject({ code: 'model.unavailable' });
  expect(server.received).toHaveLength(1);
});

it('takes the profile of AWS_PROFILE', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  const folder = await mkdtemp(join(tmpdir(), 'aws-'));
  const file = join(folder, 'config');
  const lines = ['[profile dev]', 'region = sa-east-1', 'aws_access_key_id = AKIADEV'];
  await writeFile(file, [...lines, 'aws_secret_access_key = secret'].join('\n'));
  environment({
    AWS_CONFIG_FILE: file,
    AWS_PROFILE: 'dev',
    AWS_ENDPOINT_URL: server.url,
  });
  const connection = bedrock();
  await chatModel('m', { connection }).generate(request);
  connection.close();
  await rm(folder, { recursive: true });
  expect(server.received[0]?.headers.authorization).toMatch(/^AWS4.*AKIADEV\/\d+\/sa-east-1\//);
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
