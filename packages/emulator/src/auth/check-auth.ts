import { timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import type { Exchange } from '../server/exchange.ts';
import { sha256, signature } from './sign.ts';

/** Who may ask. A request that is signed otherwise is refused as the service refuses it. */
export interface AuthOptions {
  /** Secrets by access key id. */
  readonly accessKeys?: Readonly<Record<string, string>>;
  /** Bedrock API keys. */
  readonly bearerKeys?: readonly string[];
  /** Region that a signature has to be for. @default any */
  readonly region?: string;
}

/** How far a signature's time may be from ours (AWS General Reference: five minutes). */
const skewMs = 300_000;

/**
 * Checks the signature or key of a request. It reads the whole body first, so that the signature covers it.
 *
 * @throws ServiceError as the service refuses it
 */
export function checkAuth(
  exchange: Exchange,
  body: Uint8Array,
  { accessKeys = {}, bearerKeys = [], region }: AuthOptions,
  now: number = Date.now(),
): void {
  const header = String(exchange.headers.authorization ?? '');
  if (header === '')
    throw refuse('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (header.startsWith('Bearer ')) {
    const key = header.slice('Bearer '.length);
    if (bearerKeys.some((known) => same(known, key))) return;
    throw refuse(
      'AccessDeniedException',
      'Authentication failed: Please make sure your API Key is valid.',
    );
  }
  const { id, day, place, service, names, given } = parse(header);
  const secret = Object.hasOwn(accessKeys, id) ? accessKeys[id] : undefined;
  if (secret === undefined) {
    throw refuse(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  }
  const at = String(exchange.headers['x-amz-date'] ?? '');
  checkTime(at, day, now);
  if (service !== 'bedrock' || (region !== undefined && place !== region)) {
    throw mismatch(
      `Credential should be scoped to ${region ?? 'a valid region'} and service bedrock.`,
    );
  }
  const signed = signature(
    {
      method: exchange.method,
      target: exchange.target,
      headers: Object.fromEntries(names.map((name) => [name, headerOf(exchange, name)])),
      bodyHash: sha256(body),
    },
    { at, region: place, service },
    secret,
  );
  if (same(signed, given)) return;
  throw mismatch(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}

interface Credential {
  readonly id: string;
  readonly day: string;
  readonly place: string;
  readonly service: string;
  readonly names: readonly string[];
  readonly given: string;
}

function parse(header: string): Credential {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  const [, id = '', day = '', place = '', service = '', names = '', given = ''] = found ?? [];
  if (found === null) {
    throw refuse(
      'IncompleteSignatureException',
      'Authorization header requires Credential, SignedHeaders and Signature.',
    );
  }
  const list = names.split(';');
  // Over HTTP/2 the SDK signs `:authority` in the place of `host`.
  if (!list.includes('host') && !list.includes(':authority'))
    throw mismatch("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  return { id, day, place, service, names: list, given };
}

function checkTime(at: string, day: string, now: number): void {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(at) ?? [];
  const time = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  if (Number.isNaN(time) || !at.startsWith(day)) {
    throw mismatch('The date of the credential scope does not match the date of the request.');
  }
  if (time < now - skewMs)
    throw mismatch(
      `Signature expired: ${at} is now earlier than the time that is allowed (5 min.)`,
    );
  if (time > now + skewMs)
    throw mismatch(
      `Signature not yet current: ${at} is still later than the time that is allowed (5 min.)`,
    );
}

function headerOf({ headers }: Exchange, name: string): string {
  const value = name === 'host' ? (headers[':authority'] ?? headers.host) : headers[name];
  return [value ?? ''].flat().join(',');
}

function same(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
}

function mismatch(message: string): ServiceError {
  return refuse('InvalidSignatureException', message);
}

function refuse(exception: string, message: string): ServiceError {
  return new ServiceError(exception, 403, { message });
}
