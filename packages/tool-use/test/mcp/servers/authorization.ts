import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small real authorization server on loopback: registration, authorization code with PKCE, refresh, client credentials. */
export async function startAuthorization() {
  const codes = new Map<string, { readonly challenge: string; readonly redirect: string }>();
  const subjects = new Map<string, string>();
  const refreshable = new Set<string>();
  const grants: string[] = [];

  function tokens(subject: string) {
    const access = randomUUID();
    const refresh = randomUUID();
    subjects.set(access, subject);
    refreshable.add(refresh);
    return { access_token: access, refresh_token: refresh, token_type: 'Bearer', expires_in: 60 };
  }

  function grant(form: URLSearchParams, authorization: string | undefined) {
    const kind = form.get('grant_type') ?? '';
    grants.push(kind);
    if (kind === 'authorization_code') {
      const code = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const proof = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      const fits = code?.challenge === proof && code.redirect === form.get('redirect_uri');
      return fits ? tokens('ann') : undefined;
    }
    if (kind === 'refresh_token')
      return refreshable.delete(form.get('refresh_token') ?? '') ? tokens('ann') : undefined;
    const secret = `Basic ${Buffer.from('robot:robot-secret').toString('base64')}`;
    return kind === 'client_credentials' && authorization === secret ? tokens('robot') : undefined;
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', origin);
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (url.pathname === '/.well-known/oauth-authorization-server')
      return json(200, {
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        registration_endpoint: `${origin}/register`,
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
        grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
        token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'],
      });
    if (url.pathname === '/register')
      return json(201, { ...JSON.parse(await bodyOf(request)), client_id: randomUUID() });
    if (url.pathname === '/authorize') {
      // The user says yes at once.
      const code = randomUUID();
      const redirect = url.searchParams.get('redirect_uri') ?? '';
      codes.set(code, { challenge: url.searchParams.get('code_challenge') ?? '', redirect });
      const state = url.searchParams.get('state');
      const back = new URLSearchParams({ code, ...(state !== null && { state }) });
      return response.writeHead(302, { location: `${redirect}?${back}` }).end();
    }
    if (url.pathname !== '/token') return json(404, {});
    const given = grant(new URLSearchParams(await bodyOf(request)), request.headers.authorization);
    return given === undefined ? json(400, { error: 'invalid_grant' }) : json(200, given);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    grants,
    subjectOf: (token: string) => subjects.get(token),
    revokeAll: () => subjects.clear(),
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
