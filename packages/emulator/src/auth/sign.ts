import { createHash, createHmac } from 'node:crypto';

/** A request as Signature Version 4 sees it. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** Headers that are signed, by their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hexadecimal. */
  readonly bodyHash: string;
}

export interface Scope {
  /** `20261121T101500Z` */
  readonly at: string;
  readonly region: string;
  readonly service: string;
}

/**
 * The signature of a request. (AWS General Reference, "Create a signed AWS API request"; every service but S3 encodes the path a
 * second time.)
 */
export function signature(request: SignedRequest, scope: Scope, secret: string): string {
  const { at, region, service } = scope;
  const day = at.slice(0, 8);
  const text = [
    'AWS4-HMAC-SHA256',
    at,
    `${day}/${region}/${service}/aws4_request`,
    sha256(canonicalRequest(request)),
  ].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(
    (parent, name) => createHmac('sha256', parent).update(name).digest(),
    `AWS4${secret}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}

function canonicalRequest({ method, target, headers, bodyHash }: SignedRequest): string {
  const [path = '', query = ''] = target.split('?', 2);
  const names = Object.keys(headers).sort();
  return [
    method,
    path.split('/').map(encode).join('/'),
    canonicalQuery(query),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}`),
    '',
    names.join(';'),
    bodyHash,
  ].join('\n');
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .sort()
    .join('&');
}

function encode(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
