import { toErrorRecord } from '@ashlar/core';
import { recordingContext } from '@ashlar/core/testing';
import {
  ClientCredentialsProvider,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { authorizeMcp, connectMcp, mcpServer } from '../../src/mcp/index.ts';
import { whoami } from './servers/ashlar.ts';
import { startAuthorization } from './servers/authorization.ts';
import { serve } from './servers/serve.ts';

const closing: (() => Promise<void>)[] = [];
let authorization: Awaited<ReturnType<typeof startAuthorization>>;
let url: string;

beforeEach(async () => {
  authorization = await startAuthorization();
  let origin = '';
  const server = mcpServer({
    name: 'guarded',
    version: '1',
    tools: [whoami],
    http: {
      get resourceMetadataUrl() {
        return `${origin}/.well-known/oauth-protected-resource/mcp`;
      },
      principalOf(request) {
        const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
        const subject = authorization.subjectOf(token);
        return subject === undefined ? undefined : { tenant: 'acme', subject, groups: [] };
      },
    },
  });
  const http = await serve({
    async fetch(request) {
      if (!new URL(request.url).pathname.startsWith('/.well-known/')) return server.fetch(request);
      return Response.json({ resource: url, authorization_servers: [authorization.origin] });
    },
  });
  ({ url, origin } = http);
  closing.push(authorization.close, http.close, server.close);
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A host's provider: what it would keep in a database, and a browser that it would open. */
function hostProvider() {
  let client: StoredOAuthClientInformation | undefined;
  let kept: StoredOAuthTokens | undefined;
  let verifier = '';
  let discovered: OAuthDiscoveryState | undefined;
  const visited: URL[] = [];
  const provider: OAuthClientProvider = {
    redirectUrl: 'http://127.0.0.1/callback',
    clientMetadata: { client_name: 'test', redirect_uris: ['http://127.0.0.1/callback'] },
    state: () => 'of this session',
    clientInformation: () => client,
    saveClientInformation: (information) => {
      client = information;
    },
    tokens: () => kept,
    saveTokens: (tokens) => {
      kept = tokens;
    },
    redirectToAuthorization: (address) => void visited.push(address),
    saveCodeVerifier: (code) => {
      verifier = code;
    },
    codeVerifier: () => verifier,
    saveDiscoveryState: (state) => {
      discovered = state;
    },
    discoveryState: () => discovered,
    invalidateCredentials: (scope) => {
      if (scope === 'all' || scope === 'tokens') kept = undefined;
    },
  };
  return { provider, visited, tokens: () => kept };
}

const context = () => ({ ...recordingContext(), idempotencyKey: 'test/call#0' });

test('a user authorizes with a code and PKCE, and tokens are renewed when they are not accepted any more', async () => {
  const { provider, visited, tokens } = hostProvider();
  const endpoint = { url, authProvider: provider };
  const refused = await connectMcp({ name: 'guarded', transport: endpoint }).catch(
    (error) => error,
  );
  expect(refused).toMatchObject({ code: 'mcp.unauthorized', facts: { server: 'guarded' } });

  // The user's browser follows the address and is sent back.
  const [address] = visited;
  if (address === undefined) throw new Error('Nobody was asked.');
  expect(address.searchParams.get('code_challenge_method')).toBe('S256');
  const back = new URL(
    (await fetch(address, { redirect: 'manual' })).headers.get('location') ?? '',
  );
  expect(back.searchParams.get('state')).toBe('of this session');
  await authorizeMcp(endpoint, back.searchParams);

  const connection = await connectMcp({ name: 'guarded', transport: endpoint });
  closing.push(connection.close);
  const [tool] = connection.tools();
  expect(await tool?.run({}, context())).toBe('ann');
  const first = tokens()?.access_token;
  authorization.revokeAll();
  expect(await tool?.run({}, context())).toBe('ann');
  expect(tokens()?.access_token).not.toBe(first);
  expect(authorization.grants).toEqual(['authorization_code', 'refresh_token']);
});

test('a code that is not accepted is said so, without the code', async () => {
  const { provider, visited } = hostProvider();
  const endpoint = { url, authProvider: provider };
  await connectMcp({ name: 'guarded', transport: endpoint }).catch(() => {});
  expect(visited).toHaveLength(1);
  const error = await authorizeMcp(endpoint, new URLSearchParams({ code: 'made-up-code' })).catch(
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ code: 'mcp.unauthorized' });
  expect(JSON.stringify(toErrorRecord(error))).not.toContain('made-up-code');
});

test('a service authorizes with its credentials, which are in no error', async () => {
  const authProvider = new ClientCredentialsProvider({
    clientId: 'robot',
    expectedIssuer: authorization.origin,
    clientSecret: 'robot-secret',
  });
  const connection = await connectMcp({ name: 'guarded', transport: { url, authProvider } });
  closing.push(connection.close);
  expect(await connection.tools()[0]?.run({}, context())).toBe('robot');
  expect(authorization.grants).toEqual(['client_credentials']);

  const wrong = new ClientCredentialsProvider({
    clientId: 'robot',
    expectedIssuer: authorization.origin,
    clientSecret: 'wrong-secret',
  });
  const refused = await connectMcp({
    name: 'guarded',
    transport: { url, authProvider: wrong },
  }).catch((error) => error);
  expect(refused.code).toBe('mcp.unauthorized');
  expect(JSON.stringify(toErrorRecord(refused))).not.toContain('wrong-secret');
});
