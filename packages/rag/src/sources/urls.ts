import { AshlarError } from '@ashlar/core';
import type { DocumentAttributes } from '../index/document.ts';
import type { SourceItem } from '../ingest/source-file.ts';
import { type Fetched, fetchUrl, Missing, TooLarge } from './fetch-url.ts';

/** A page with what is known of it. */
export interface UrlEntry extends DocumentAttributes {
  readonly url: string;
}

/** Options of {@link urls}. */
export interface UrlsOptions {
  /** Hosts that may be asked, redirects included: `example.com`, `example.com:8080`, or `*.example.com` for those below it. */
  readonly hosts: readonly string[];
  /** More is not read, in bytes. @default 20000000 */
  readonly maxBytes?: number;
  /** For a page with its redirects, in ms. @default 30000 */
  readonly timeout?: number;
  /** Fetch also from this machine and private networks, where the hosts lead there. @default false */
  readonly allowPrivate?: boolean;
  /** Ends it by an error, so that an ingestion does not take the rest for deleted. */
  readonly signal?: AbortSignal;
}

/**
 * Pages by their URLs, for `index.ingest`, fetched one by one as the ingestion asks for them. The source is the URL as given; the
 * media type that the server names chooses the loader, unless it says nothing, then the name does.
 *
 * A name that resolves to an address of this machine, of a private network or of cloud metadata is not connected to, at the first
 * request or at any of five redirects. What cannot be fetched is skipped with the reason; while its server is down, a page stays
 * in the index as it was. It follows no links, asks no `robots.txt`, and runs no scripts.
 *
 * @throws AshlarError `input.invalid` without hosts, or for one that is no host; the reason of `signal` when it ends
 */
export async function* urls(
  entries: Iterable<UrlEntry | string> | AsyncIterable<UrlEntry | string>,
  options: UrlsOptions,
): AsyncGenerator<SourceItem> {
  const { hosts, maxBytes = 20_000_000, timeout = 30_000, allowPrivate = false } = options;
  if (hosts.length === 0) {
    const message = 'Say which hosts may be asked: urls(list, { hosts: ["example.com"] }).';
    const issues = ['hosts: expected at least one'];
    throw new AshlarError('input.invalid', message, { facts: { what: 'urls options', issues } });
  }
  requireHosts(hosts);
  for await (const entry of entries) {
    options.signal?.throwIfAborted();
    const { url, ...attributes } = typeof entry === 'string' ? { url: entry } : entry;
    const late = AbortSignal.timeout(timeout);
    const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
    try {
      const fetched = await fetchUrl(new URL(url), { hosts, maxBytes, allowPrivate, signal });
      yield { source: url, ...attributes, ...typed(url, fetched), read: async () => fetched.bytes };
    } catch (error) {
      options.signal?.throwIfAborted();
      yield skipped(url, error, late.aborted ? timeout : undefined);
    }
  }
}

/** A host that can fit no URL would leave every page out, without a word of why. */
function requireHosts(hosts: readonly string[]): void {
  const wrong = hosts.find((host) => {
    const name = host.startsWith('*.') ? host.slice(2) : host;
    const url = `http://${name}/`;
    const known = URL.canParse(url) ? new URL(url).host : '';
    return (
      known !== name.toLowerCase() || name.includes('*') || (name !== host && name.includes(':'))
    );
  });
  if (wrong === undefined) return;
  const message = `"${wrong}" is no host: write "example.com", "example.com:8080" or "*.example.com", as URLs have it.`;
  const issues = [`hosts: "${wrong}"`];
  throw new AshlarError('input.invalid', message, { facts: { what: 'urls options', issues } });
}

/** Types that say less than a name does. */
const VAGUE = new Set(['', 'application/octet-stream', 'binary/octet-stream']);

function typed(url: string, { mediaType }: Fetched): { readonly mediaType?: string } {
  const named = /\.\w{1,10}$/.test(url);
  return VAGUE.has(mediaType) || (mediaType === 'text/plain' && named) ? {} : { mediaType };
}

function skipped(source: string, error: unknown, late: number | undefined): SourceItem {
  if (late !== undefined) {
    return { source, skipped: 'timeout', message: `${source} did not come within ${late} ms.` };
  }
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof Missing) return { source, skipped: 'missing', message: `${source} ${why}.` };
  return error instanceof TooLarge
    ? { source, skipped: 'too-large', message: `${source} ${why}.` }
    : { source, skipped: 'unreadable', message: `${source} cannot be fetched: ${why}.` };
}
