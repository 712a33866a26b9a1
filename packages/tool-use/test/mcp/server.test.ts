import { createRuntime, decide, hmacSigner, type RunEvent } from '@ashlar/core';
import { recordingContext } from '@ashlar/core/testing';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, describe, expect, test } from 'vitest';
import { connectMcp, type McpServerOptions, mcpServer } from '../../src/mcp/index.ts';
import { clerk, double, leak, pay, picture, refuse, sleeper, whoami } from './servers/ashlar.ts';
import { serve } from './servers/serve.ts';
import { processOf } from './servers/start.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function served(options: Partial<McpServerOptions>) {
  const server = mcpServer({ name: 'ours', version: '1', ...options });
  const http = await serve(server);
  closing.push(http.close, server.close);
  return http;
}

/** A client made with the SDK alone. */
async function client(
  url: string,
  headers: Record<string, string> = {},
  mode: 'legacy' | 'auto' = 'legacy',
) {
  const own = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await own.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  closing.push(() => own.close());
  return own;
}

const call = (own: Client, name: string, input: Record<string, unknown>) =>
  own.callTool({ name, arguments: input });

describe('a client of the SDK', () => {
  test('over stdio lists and calls tools and agents of a process of ours', async () => {
    const own = new Client({ name: 'test', version: '1' });
    const { command, args = [] } = processOf('ashlar-stdio');
    await own.connect(new StdioClientTransport({ command, args: [...args] }));
    closing.push(() => own.close());
    const { tools } = await own.listTools();
    expect(tools.map(({ name, annotations }) => [name, annotations])).toEqual([
      ['double', { readOnlyHint: true, idempotentHint: true }],
      ['pay', { readOnlyHint: false, idempotentHint: false }],
      ['who_am_i_', { readOnlyHint: true, idempotentHint: true }],
      ['clerk', undefined],
    ]);
    expect(await call(own, 'double', { n: 4 })).toMatchObject({
      content: [{ type: 'text', text: '{"doubled":8}' }],
      structuredContent: { doubled: 8 },
    });
    expect(await call(own, 'who_am_i_', {})).toMatchObject({ content: [{ text: 'ann' }] });
    expect(await call(own, 'clerk', { message: 'Double 21.' })).toMatchObject({
      content: [{ type: 'text', text: 'It is 42.' }],
    });
  });

  test.each(['legacy', 'auto'] as const)(
    'over HTTP does so in the protocol that it wants (%s)',
    async (mode) => {
      const { url } = await served({ tools: [double, picture], agents: [sleeper] });
      const own = await client(url, {}, mode);
      expect(own.getProtocolEra()).toBe(mode === 'auto' ? 'modern' : 'legacy');
      expect(await call(own, 'double', { n: 4 })).toMatchObject({
        structuredContent: { doubled: 8 },
      });
      expect((await call(own, 'picture', {})).content).toEqual([
        { type: 'text', text: 'Look:' },
        { type: 'image', data: 'iVBORw==', mimeType: 'image/png' },
      ]);
      const seen: unknown[] = [];
      const onprogress = (progress: unknown) => seen.push(progress);
      await own.callTool({ name: 'double', arguments: { n: 1 } }, { onprogress });
      expect(seen).toContainEqual({ progress: expect.any(Number), message: '{"half":true}' });
    },
  );

  test.each(['legacy', 'auto'] as const)('that cancels aborts the run (%s)', async (mode) => {
    const events: RunEvent[] = [];
    const { url } = await served({
      agents: [sleeper],
      runtime: createRuntime({ listeners: [(event) => events.push(event)] }),
    });
    const own = await client(url, {}, mode);
    const abort = new AbortController();
    const calling = own.callTool(
      { name: 'sleeper', arguments: { input: 'deep' } },
      { signal: abort.signal },
    );
    while (!events.some(({ type }) => type === 'partial'))
      await new Promise((wake) => setTimeout(wake, 5));
    abort.abort();
    await expect(calling).rejects.toThrow();
    while (!events.some((event) => event.type === 'run.finished' && event.status === 'stopped'))
      await new Promise((wake) => setTimeout(wake, 5));
  });
});

test.each(['legacy', 'auto'] as const)(
  'our own client has its progress and its results (%s)',
  async (protocol) => {
    const { url } = await served({ tools: [double, refuse], agents: [clerk] });
    const own = await connectMcp({ name: 'ours', transport: { url }, protocol, trustHints: true });
    closing.push(own.close);
    const context = { ...recordingContext(), idempotencyKey: 'test/call#0' };
    const [doubling, refusing, asking] = own.tools();
    expect(await doubling?.run({ n: 2 }, context)).toEqual({ doubled: 4 });
    expect(JSON.stringify(context.notes)).toContain('half');
    expect(await asking?.run({ message: 'Double 21.' }, context)).toBe('It is 42.');
    await expect(refusing?.run({ n: 2 }, context)).rejects.toMatchObject({
      code: 'mcp.failed',
      facts: { text: 'Not on Sundays.' },
    });
  },
);

test('a client that ends its session aborts what runs in it', async () => {
  const events: RunEvent[] = [];
  const runtime = createRuntime({ listeners: [(event) => events.push(event)] });
  const { url } = await served({ agents: [sleeper], runtime });
  const own = await connectMcp({ name: 'ours', transport: { url } });
  const context = { ...recordingContext(), idempotencyKey: 'test/call#0' };
  const call = own
    .tools()[0]
    ?.run({ input: 'deep' }, context)
    .catch(({ code }) => code);
  while (!events.some(({ type }) => type === 'partial'))
    await new Promise((wake) => setTimeout(wake, 5));
  await own.close();
  expect(await call).toMatch(/^mcp\./);
  while (!events.some((event) => event.type === 'run.finished' && event.status === 'stopped'))
    await new Promise((wake) => setTimeout(wake, 5));
});

describe('a call that does not complete', () => {
  test('says why, with the status, and nothing that is inside', async () => {
    const { url } = await served({
      tools: [refuse, leak, pay, double],
      agents: [sleeper],
      budget: { deadlineMs: 300 },
    });
    const own = await client(url);
    expect(await call(own, 'refuse', { n: 1 })).toMatchObject({
      isError: true,
      content: [{ text: 'Not on Sundays.' }],
      structuredContent: { status: 'failed', code: 'tool.rejected' },
    });
    expect(JSON.stringify(await call(own, 'leak', { n: 1 }))).not.toContain('hunter2');
    expect(await call(own, 'double', { n: 'x' })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('$.n: must be integer') }],
    });
    expect(await call(own, 'sleeper', { input: 'deep' })).toMatchObject({
      isError: true,
      structuredContent: { status: 'stopped', reason: 'deadline', partial: 'asleep: deep' },
    });
    await expect(call(own, 'made_up', {})).rejects.toThrow('There is no tool made_up.');
  });

  test('because a person has to decide is given to the host, who resumes it', async () => {
    const signer = hmacSigner('a secret of the host');
    const runtime = createRuntime({ signer });
    const waiting: Parameters<NonNullable<McpServerOptions['onSuspended']>>[0][] = [];
    const { url } = await served({
      tools: [pay],
      runtime,
      onSuspended: (one) => waiting.push(one),
    });
    const own = await client(url);
    expect(await call(own, 'pay', { n: 5 })).toMatchObject({
      isError: true,
      structuredContent: { status: 'suspended', pending: [{ kind: 'approval', name: 'pay' }] },
    });
    const [suspended] = waiting;
    const [approval] = suspended?.pending ?? [];
    if (suspended === undefined || approval?.kind !== 'approval') throw new Error('Nothing waits.');
    expect(approval.data).toMatchObject({ input: { n: 5 } });
    const decision = await decide(approval, { verdict: 'approved', by: 'ann' }, signer);
    const value = runtime.resume(suspended.agent, suspended.checkpoint, [decision]).value();
    expect(await value).toBe('paid 5');
  });
});

describe('over HTTP', () => {
  const post = (url: string, headers: Record<string, string>) =>
    fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: {
          protocolVersion: '2025-06-18',
          capabilities: {},
          clientInfo: { name: 'x', version: '1' },
        },
      }),
    });
  const tokens: Record<string, string> = { a: 'ann', b: 'ben' };
  const principalOf = (request: Request) => {
    const subject = tokens[request.headers.get('authorization')?.replace('Bearer ', '') ?? ''];
    return subject === undefined ? undefined : { tenant: 'acme', subject, groups: [] };
  };

  test('a request that names another host or comes from another page is refused', async () => {
    const { url } = await served({ tools: [double] });
    expect((await post(url, {})).status).toBe(200);
    expect((await post(url, { origin: 'https://evil.example' })).status).toBe(403);
    const { port } = new URL(url);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      const asked = request({
        port,
        method: 'POST',
        path: '/mcp',
        headers: { host: 'evil.example' },
      });
      asked.on('response', (response) => resolve(response.statusCode)).end('{}');
    });
    expect(status).toBe(403);
  });

  test('who does not say who they are is refused, and told where to find out', async () => {
    const resourceMetadataUrl = 'https://ours.example/.well-known/oauth-protected-resource';
    const { url } = await served({ tools: [whoami], http: { principalOf, resourceMetadataUrl } });
    const refused = await post(url, {});
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer resource_metadata="${resourceMetadataUrl}"`,
    );
    expect((await post(url, { authorization: 'Bearer c' })).status).toBe(401);
    for (const mode of ['legacy', 'auto'] as const) {
      const own = await client(url, { authorization: 'Bearer b' }, mode);
      expect(await call(own, 'who_am_i_', {})).toMatchObject({ content: [{ text: 'ben' }] });
    }
  });

  test('a session is nobody else’s', async () => {
    const { url } = await served({ tools: [whoami], http: { principalOf } });
    const begun = await post(url, { authorization: 'Bearer a' });
    const session = begun.headers.get('mcp-session-id') ?? '';
    expect(session).not.toBe('');
    const other = await post(url, { authorization: 'Bearer b', 'mcp-session-id': session });
    expect(other.status).toBe(404);
  });

  test('what somebody may not see does not exist for them', async () => {
    const strange = () => ({ tenant: 'stranger', subject: 'sid', groups: [] });
    const { url } = await served({ tools: [whoami, double], http: { principalOf: strange } });
    const own = await client(url);
    expect((await own.listTools()).tools.map(({ name }) => name)).toEqual(['double']);
    await expect(call(own, 'who_am_i_', {})).rejects.toThrow('There is no tool who_am_i_.');
  });

  test('it is open to others only when somebody says who calls', () => {
    expect(() => mcpServer({ name: 'x', version: '1', http: { hosts: ['ours.example'] } })).toThrow(
      'http.principalOf',
    );
  });
});
