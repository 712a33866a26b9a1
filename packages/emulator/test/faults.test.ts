import { ConverseCommand, type ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { type Fault, failWith, throttle } from '../src/index.ts';
import { eventsOf, hello, type Transport } from './client.ts';
import { echoModel } from './echo-model.ts';
import { serve } from './serve.ts';

const both: Transport[] = ['http/1.1', 'h2c by default'];

/** What the client sees of one stream under a fault: the kinds of its events, and how it ended. */
async function seen(fault: Fault, transport: Transport, signal?: AbortSignal) {
  const { sdk, running } = await serve({ chat: echoModel(), faults: [{ fault }] }, transport);
  const events: ConverseStreamOutput[] = [];
  let error: { name: string; message: string; code?: string } | undefined;
  try {
    events.push(
      ...(await eventsOf(sdk, hello('a wall of many stones, all of them dressed'), signal)),
    );
  } catch (thrown) {
    error = thrown as typeof error;
  }
  return { kinds: events.map((event) => Object.keys(event)[0]), error, running };
}

describe.each(both)('over %s', (transport) => {
  it.each([
    [400, 'ValidationException'],
    [403, 'AccessDeniedException'],
    [404, 'ResourceNotFoundException'],
    [408, 'ModelTimeoutException'],
    [424, 'ModelErrorException'],
    [429, 'ThrottlingException'],
    [500, 'InternalServerException'],
    [503, 'ServiceUnavailableException'],
    [529, 'InternalServerException'],
  ])('an HTTP error %i is %s', async (status, name) => {
    const chat = echoModel();
    const { sdk } = await serve({ chat, faults: [{ fault: failWith(status) }] }, transport);
    const error = await sdk.send(new ConverseCommand(hello())).catch((thrown) => thrown);
    expect([error.name, error.$metadata.httpStatusCode]).toEqual([name, status]);
    expect(chat.requests).toEqual([]);
  });

  it('a throttle says when to come back', async () => {
    const fault = throttle({ retryAfterSeconds: 7 });
    const { sdk } = await serve({ chat: echoModel(), faults: [{ fault }] }, transport);
    const error = await sdk.send(new ConverseCommand(hello())).catch((thrown) => thrown);
    expect(error.$response.headers['retry-after']).toBe('7');
  });

  it('a slow first byte delays an ordinary answer', async () => {
    const started = performance.now();
    const { kinds } = await seen({ kind: 'slow', firstByteMs: 120 }, transport);
    expect(performance.now() - started).toBeGreaterThan(115);
    expect(kinds.at(-1)).toBe('metadata');
  });

  it('a reset before the answer is a network error', async () => {
    const { kinds, error } = await seen({ kind: 'reset' }, transport);
    expect(kinds).toEqual([]);
    expect(error).toBeDefined();
  });

  it('a clean early end shows only by what is missing', async () => {
    const { kinds, error } = await seen({ kind: 'end', afterEvents: 2 }, transport);
    expect(kinds).toEqual(['messageStart', 'contentBlockDelta']);
    expect(error).toBeUndefined();
  });

  it('an exception inside the stream has its name', async () => {
    const fault: Fault = {
      kind: 'exception',
      afterEvents: 2,
      exception: 'ModelStreamErrorException',
      originalStatusCode: 529,
    };
    const { error } = await seen(fault, transport);
    expect(error).toMatchObject({ name: 'ModelStreamErrorException', originalStatusCode: 529 });
  });

  it('a malformed frame fails its checksum', async () => {
    const { error } = await seen({ kind: 'malformed', afterEvents: 2 }, transport);
    expect(error?.message).toContain('checksum');
  });

  it('a stall lasts until the client leaves', async () => {
    const fault: Fault = { kind: 'stall', afterEvents: 2 };
    const { error, kinds, running } = await seen(fault, transport, AbortSignal.timeout(150));
    // The real client reports its own abort over HTTP/1.1 only.
    if (transport === 'http/1.1') expect(error?.message).toBe('aborted');
    else expect(kinds).toEqual(['messageStart', 'contentBlockDelta']);
    await expect.poll(() => running.requests[0]?.end).toBe('fault');
  });
});

it('a reset inside a stream is an error over HTTP/1.1', async () => {
  const { error } = await seen({ kind: 'reset', afterEvents: 2 }, 'http/1.1');
  expect(error?.message).toContain('aborted');
});

it('a reset inside a stream is a silent end over HTTP/2, as the real client has it', async () => {
  const { error, kinds } = await seen({ kind: 'reset', afterEvents: 2 }, 'h2c by default');
  expect(error).toBeUndefined();
  expect(kinds).not.toContain('metadata');
});

describe('a plan', () => {
  it('hits the n-th request and leaves the others', async () => {
    const faults = [{ request: [2, 3], fault: failWith(500) }];
    const { sdk, running } = await serve({ chat: echoModel(), faults });
    const send = () =>
      sdk.send(new ConverseCommand(hello())).then(
        () => 200,
        () => 500,
      );
    expect([await send(), await send(), await send(), await send()]).toEqual([200, 500, 500, 200]);
    expect(running.requests.map(({ fault }) => fault)).toEqual([
      undefined,
      'error',
      'error',
      undefined,
    ]);
  });

  it('counts the requests of one model', async () => {
    const faults = [{ model: 'frail', request: 2, fault: failWith(503) }];
    const { sdk } = await serve({ chat: echoModel(), faults });
    const send = (modelId: string) =>
      sdk.send(new ConverseCommand({ ...hello(), modelId })).then(
        () => 200,
        () => 503,
      );
    expect([
      await send('frail'),
      await send('firm'),
      await send('firm'),
      await send('frail'),
    ]).toEqual([200, 200, 200, 503]);
  });

  it('lets the retries of the client recover', async () => {
    const faults = [{ request: 1, fault: failWith(500) }];
    const { sdk } = await serve({ chat: echoModel(), faults }, 'http/1.1', 2);
    const answer = await sdk.send(new ConverseCommand(hello()));
    expect(answer.$metadata.attempts).toBe(2);
  });

  it.each<[Fault, RegExp]>([
    [{ kind: 'reset', afterEvents: 0 }, /aborted|reset|hang up/],
    [{ kind: 'end', afterEvents: 0 }, /JSON/],
    [{ kind: 'malformed', afterEvents: 0 }, /JSON/],
    [{ kind: 'exception', afterEvents: 0, exception: 'ThrottlingException' }, /told to fail/],
  ])('cuts a unary answer too: %j', async (fault, message) => {
    const { sdk } = await serve({ chat: echoModel(), faults: [{ fault }] });
    const error = await sdk.send(new ConverseCommand(hello())).catch((thrown) => thrown);
    expect(`${error.name} ${error.message}`).toMatch(message);
  });
});
