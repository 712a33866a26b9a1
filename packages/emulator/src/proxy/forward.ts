import { sha256, signature } from '../auth/sign.ts';
import type { Exchange } from '../server/exchange.ts';

/** Credentials with which the proxy signs anew: a signature of the client covers the proxy's own host. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
}

/** Headers that belong to one connection, or that the upstream must not see. */
const dropped = new Set([
  'host',
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'expect',
  'accept-encoding',
]);

/** Sends a request on to the upstream. A bearer key goes as it came; anything else is signed anew where there are credentials. */
export async function forward(
  exchange: Exchange,
  body: Buffer,
  upstream: string,
  sign: SigningCredentials | undefined,
): Promise<Response> {
  const url = new URL(exchange.target, upstream);
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(exchange.headers)) {
    if (name.startsWith(':') || dropped.has(name) || value === undefined) continue;
    own[name] = [value].flat().join(',');
  }
  const bearer = own.authorization?.startsWith('Bearer ') === true;
  const headers =
    sign === undefined || bearer ? own : { ...own, ...signed(exchange, body, url, sign) };
  return fetch(url, {
    method: exchange.method,
    headers,
    signal: exchange.signal,
    ...(exchange.method !== 'GET' && { body: new Uint8Array(body) }),
  });
}

function signed(
  { method, target }: Exchange,
  body: Buffer,
  url: URL,
  { accessKeyId, secretAccessKey, sessionToken, region }: SigningCredentials,
): Record<string, string> {
  const at = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    host: url.host,
    'x-amz-date': at,
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  };
  const bodyHash = sha256(body);
  const scope = { at, region, service: 'bedrock' };
  const value = signature({ method, target, headers, bodyHash }, scope, secretAccessKey);
  const names = Object.keys(headers).sort().join(';');
  const { host: _host, ...sent } = headers;
  return {
    ...sent,
    'x-amz-content-sha256': bodyHash,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${at.slice(0, 8)}/${region}/bedrock/aws4_request, SignedHeaders=${names}, Signature=${value}`,
  };
}
