import { type AshlarError, type ErrorCode, isAshlarError, user } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { chatModel } from '../src/index.ts';
import { collect } from './support/collect.ts';
import { exception, frame } from './support/frame.ts';
import { failure, frames, json, start, text } from './support/replies.ts';
import { type Reply, startServer } from './support/server.ts';

const request = { messages: [user('Hi')] };

type Protocol = Parameters<typeof startServer>[0];

async function errorOf(
  reply: Reply,
  how: 'generate' | 'stream',
  protocol?: Protocol,
): Promise<AshlarError> {
  const server = await startServer(protocol);
  server.reply(reply);
  const model = chatModel('test.model', { connection: server.connect({ retry: false }) });
  const call = how === 'generate' ? model.generate(request) : collect(model.stream(request));
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isAshlarError(error)) throw new Error(`Not one of ours: ${String(error)}`);
  return error;
}

const profile =
  'Invocation of model ID anthropic.claude-x with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.';

const rows: readonly [number, string, object, ErrorCode, boolean][] = [
  [429, 'ThrottlingException', { message: 'Too many requests' }, 'model.throttled', true],
  [
    429,
    'ThrottlingException',
    { message: 'Too many tokens per day, please wait before trying again.' },
    'model.quota',
    false,
  ],
  [429, 'ModelNotReadyException', { message: 'loading' }, 'model.unavailable', true],
  [500, 'InternalServerException', { message: 'oops' }, 'model.failed', true],
  [503, 'ServiceUnavailableException', { message: 'busy' }, 'model.unavailable', true],
  [502, '', {}, 'model.unavailable', true],
  [504, '', {}, 'model.unavailable', true],
  [529, '', {}, 'model.unavailable', true],
  [408, 'ModelTimeoutException', { message: 'too slow' }, 'model.timeout', true],
  [424, 'ModelErrorException', { message: 'm', originalStatusCode: 500 }, 'model.failed', true],
  [424, 'ModelErrorException', { message: 'm', originalStatusCode: 400 }, 'model.failed', false],
  [424, 'ModelErrorException', { message: 'm', originalStatusCode: 429 }, 'model.throttled', true],
  [424, 'ModelErrorException', { message: 'm' }, 'model.failed', true],
  [
    424,
    'ModelStreamErrorException',
    { message: 'm', originalStatusCode: 503, originalMessage: 'overloaded' },
    'model.failed',
    true,
  ],
  [400, 'ServiceQuotaExceededException', { message: 'quota' }, 'model.quota', false],
  [400, 'ConflictException', { message: 'conflict' }, 'model.invalid-request', false],
  [403, 'AccessDeniedException', { message: 'no' }, 'model.denied', false],
  [403, 'ExpiredTokenException', { message: 'expired' }, 'model.credentials', false],
  [403, 'UnrecognizedClientException', { message: 'bad key' }, 'model.credentials', false],
  [404, 'ResourceNotFoundException', { message: 'end of life' }, 'model.not-found', false],
  [
    400,
    'ValidationException',
    { message: 'The provided model identifier is invalid.' },
    'model.not-found',
    false,
  ],
  [400, 'ValidationException', { message: 'temperature: 9' }, 'model.invalid-request', false],
  [400, 'ValidationException', { message: profile }, 'model.invalid-request', false],
  [
    400,
    'ValidationException',
    { message: 'Input is too long for requested model.' },
    'model.context-overflow',
    false,
  ],
  [
    400,
    'ValidationException',
    { message: 'prompt is too long: 210000 tokens > 200000 maximum' },
    'model.context-overflow',
    false,
  ],
  [
    400,
    'ValidationException',
    { message: 'input length and `max_tokens` exceed context limit: 190000 + 64000 > 200000' },
    'model.context-overflow',
    false,
  ],
  [
    400,
    'ValidationException',
    { message: '400 Bad Request: Too many input tokens. Max input tokens: 8192' },
    'model.context-overflow',
    false,
  ],
  [
    400,
    'ValidationException',
    { message: "This model doesn't support tool use." },
    'model.unsupported',
    false,
  ],
];

describe.each(['generate', 'stream'] as const)('%s turns into a typed error', (how) => {
  it.each(rows)('%i %s %j: %s', async (status, type, body, code, retryable) => {
    const error = await errorOf(failure(status, type, body), how);
    expect(error).toMatchObject({ code, retryable, facts: { model: 'test.model', status } });
    expect(error.facts).toMatchObject({ requestId: 'request-1' });
    if (type !== '') expect(error.facts).toMatchObject({ exception: type });
    expect(error.facts).not.toHaveProperty('midStream');
    expect(error.cause).toBeInstanceOf(Error);
  });
});

it('says what to do when the model needs an inference profile', async () => {
  const error = await errorOf(
    failure(400, 'ValidationException', { message: profile }),
    'generate',
  );
  expect(error.message).toMatch(/Use the id of an inference profile instead/);
  expect(error.facts).toMatchObject({ needsInferenceProfile: true });
});

it('tells what the host of the model answered', async () => {
  const body = { message: 'm', originalStatusCode: 503, resourceName: 'acme.model' };
  const error = await errorOf(failure(424, 'ModelErrorException', body), 'generate');
  expect(error.facts).toMatchObject({ originalStatus: 503, resourceName: 'acme.model' });
});

it.each([
  ['seconds', { 'retry-after': '30' }, 30_000],
  ['milliseconds', { 'x-amz-retry-after': '1500' }, 1500],
  ['a date', { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }, 3_600_000],
])('tells how long to wait, from %s', async (_, headers, ms) => {
  const error = await errorOf(failure(429, 'ThrottlingException', {}, headers), 'generate');
  const { retryAfterMs = 0 } = error.facts as { retryAfterMs?: number };
  // A date has whole seconds, and time goes on until it is read.
  expect(Math.abs(retryAfterMs - ms)).toBeLessThanOrEqual(ms > 60_000 ? 60_000 : 0);
});

const inStream: readonly [string, object, ErrorCode, boolean][] = [
  ['throttlingException', { message: 'slow down' }, 'model.throttled', true],
  ['serviceUnavailableException', { message: 'busy' }, 'model.unavailable', true],
  ['internalServerException', { message: 'oops' }, 'model.failed', true],
  [
    'modelStreamErrorException',
    { message: 'broke', originalStatusCode: 500, originalMessage: 'inner' },
    'model.failed',
    true,
  ],
  ['validationException', { message: 'Input is too long.' }, 'model.context-overflow', false],
  ['somethingNewException', { message: 'surprise' }, 'model.failed', true],
];

describe.each(inStream)('%s in a stream', (type, body, code, retryable) => {
  it('as the first event is the same error as a unary one', async () => {
    const error = await errorOf(frames([exception(type, body)]), 'stream');
    expect(error).toMatchObject({ code, retryable });
    expect(error.facts).not.toHaveProperty('midStream');
    expect((error.facts as { exception: string }).exception.toLowerCase()).toBe(type.toLowerCase());
  });

  it('after text was delivered says so', async () => {
    const error = await errorOf(frames([start, text('Half'), exception(type, body)]), 'stream');
    expect(error).toMatchObject({ code, retryable, facts: { midStream: true } });
    expect(error.message).toMatch(/after part of the answer was delivered/);
  });
});

it('reports an unmodelled error of a stream by its own name', async () => {
  const unmodelled = frame(
    { ':message-type': 'error', ':error-code': 'Overloaded', ':error-message': 'too much' },
    {},
  );
  const error = await errorOf(frames([start, unmodelled]), 'stream');
  expect(error).toMatchObject({ code: 'model.failed', facts: { exception: 'Overloaded' } });
});

it('reports a reply that is not JSON, and one without a message', async () => {
  expect(await errorOf(json(200, 'not json'), 'generate')).toMatchObject({
    code: 'model.failed',
    retryable: true,
  });
  expect(await errorOf(json(200, {}), 'generate')).toMatchObject({ code: 'model.failed' });
});

describe.each(['http/1.1', 'h2c'] as const)('a transport that breaks, %s', (protocol) => {
  const reset: Reply = (response) => response.socket?.resetAndDestroy();

  it.each(['generate', 'stream'] as const)('before a reply (%s) is model.network', async (how) => {
    const error = await errorOf(reset, how, protocol);
    expect(error).toMatchObject({ code: 'model.network', retryable: true });
  });

  it('within a unary body is model.network', async () => {
    const cut: Reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"output":', () => response.socket?.resetAndDestroy());
    };
    expect(await errorOf(cut, 'generate', protocol)).toMatchObject({ code: 'model.network' });
  });

  it('within a stream is model.network, midStream when text was delivered', async () => {
    expect(await errorOf(frames([start, text('Half')], 'reset'), 'stream', protocol)).toMatchObject(
      {
        code: 'model.network',
        retryable: true,
        facts: { midStream: true },
      },
    );
  });

  it('that cannot be opened is model.network with advice', async () => {
    const server = await startServer(protocol);
    const connection = server.connect({ endpoint: 'http://127.0.0.1:1', retry: false });
    await expect(chatModel('m', { connection }).generate(request)).rejects.toMatchObject({
      code: 'model.network',
      message: expect.stringMatching(/Check the endpoint/),
    });
  });

  it('whose host has no address is model.network with advice', async () => {
    const server = await startServer(protocol);
    const connection = server.connect({ endpoint: 'http://nowhere.invalid', retry: false });
    await expect(chatModel('m', { connection }).generate(request)).rejects.toMatchObject({
      code: 'model.network',
      message: expect.stringMatching(/no address/),
    });
  });

  it('that falls silent is model.timeout, in a stream and before a reply', async () => {
    const server = await startServer(protocol);
    const connection = server.connect({ idleTimeoutMs: 80, retry: false });
    const model = chatModel('m', { connection });
    server.reply(frames([start, text('Half')], 'stall'));
    await expect(collect(model.stream(request))).rejects.toMatchObject({
      code: 'model.timeout',
      facts: { midStream: true },
    });
    server.reply(() => {});
    await expect(model.generate(request)).rejects.toMatchObject({
      code: 'model.timeout',
      retryable: true,
    });
  });
});
