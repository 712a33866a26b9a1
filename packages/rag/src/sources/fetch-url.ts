import { lookup as resolveName } from 'node:dns';
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './is-public-address.ts';

/** What a fetch may do. */
export interface FetchLimits {
  readonly hosts: readonly string[];
  readonly maxBytes: number;
  readonly allowPrivate: boolean;
  /** Ends it. */
  readonly signal: AbortSignal;
}

export interface Fetched {
  readonly bytes: Uint8Array;
  /** Without its parameters, in lower case; empty when the server says nothing. */
  readonly mediaType: string;
}

const MOST_REDIRECTS = 5;

/**
 * Fetches a URL. Host and address are checked for every redirect again, and the address that was checked is the one that is
 * connected to: a name that resolves to something else a moment later changes nothing.
 */
export async function fetchUrl(given: URL, limits: FetchLimits): Promise<Fetched> {
  let url = given;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    requireAllowed(url, limits);
    const response = await open(url, limits);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.destroy();
      url = new URL(headers.location, url);
      continue;
    }
    try {
      if (statusCode === 404 || statusCode === 410) {
        throw new Missing(`is not there: the server answers ${statusCode}`);
      }
      if (statusCode !== 200) throw new Error(`the server answers ${statusCode}`);
      if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
        throw new Error('the server packs what it was asked not to pack');
      }
      const mediaType = (headers['content-type'] ?? '').replace(/;.*$/s, '').trim().toLowerCase();
      return { mediaType, bytes: await readAll(response, limits.maxBytes) };
    } finally {
      response.destroy();
    }
  }
  throw new Error(`it redirects more than ${MOST_REDIRECTS} times`);
}

function requireAllowed(url: URL, { hosts, allowPrivate }: FetchLimits): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new Error(`${url.protocol} is not fetched`);
  }
  if (url.username !== '' || url.password !== '') throw new Error('it holds a password');
  if (!hosts.some((host) => matches(url, host)))
    throw new Error(`${url.host} is not among the hosts`);
  const address = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0 && !allowPrivate && !isPublicAddress(address)) {
    throw new Error(`${address} is no public address`);
  }
}

/** `example.com`, `example.com:8080`, or `*.example.com` for all below it. */
function matches({ host, hostname, port }: URL, allowed: string): boolean {
  if (!allowed.startsWith('*.')) return host === allowed.toLowerCase();
  return port === '' && hostname.endsWith(allowed.slice(1).toLowerCase());
}

function open(url: URL, { allowPrivate, signal }: FetchLimits): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      signal,
      agent: false,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'ashlar-rag' },
      ...(!allowPrivate && { lookup: publicLookup }),
    });
    sent.on('response', resolve);
    sent.on('error', reject);
    sent.end();
  });
}

/** Resolves names whose addresses are all public; no other. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolveName(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    const other = addresses.find(({ address }) => !isPublicAddress(address));
    if (other !== undefined || addresses[0] === undefined) {
      return callback(new Error(`${hostname} leads to ${other?.address}, no public address`), []);
    }
    if (options.all) return callback(null, addresses);
    return callback(null, addresses[0].address, addresses[0].family);
  });
};

async function readAll(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += (chunk as Uint8Array).length;
    if (size > maxBytes) throw new TooLarge(`has more than ${maxBytes} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
}

/** What its server says is not there. */
export class Missing extends Error {}

/** What is longer than it may be. */
export class TooLarge extends Error {}
