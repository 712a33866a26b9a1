import { AshlarError } from '@ashlar/core';
import type { DocumentAttributes } from '../index/document.ts';
import type { SourceItem } from '../ingest/source-file.ts';
import { type Fetched, fetchUrl, TooLarge } from './fetch-url.ts';

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
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/**
 * Pages by their URLs, for `index.ingest`, fetched one by one as the ingestion asks for them. The source is the URL as given; the
 * media type that the server names chooses the loader, unless it says nothing, then the name does.
 *
 * A name that resolves to an address of this machine, of a private network or of cloud metadata is not connected to, at the first
 * request or at any of five redirects. What cannot be fetched is skipped with the reason: ingest with `prune: false` where a
 * page should stay in the index while its server is down. It follows no links, asks no `robots.txt`, and runs no scripts.
 *
 * @throws AshlarError `input.invalid` without hosts
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
  for await (const entry of entries) {
    if (options.signal?.aborted) return;
    const { url, ...attributes } = typeof entry === 'string' ? { url: entry } : entry;
    const late = AbortSignal.timeout(timeout);
    const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
    try {
      const fetched = await fetchUrl(new URL(url), { hosts, maxBytes, allowPrivate, signal });
      yield { source: url, ...attributes, ...typed(url, fetched), read: async () => fetched.bytes };
    } catch (error) {
      if (options.signal?.aborted) return;
      yield skipped(url, error, late.aborted ? timeout : undefined);
    }
  }
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
  return error instanceof TooLarge
    ? { source, skipped: 'too-large', message: `${source} ${why}.` }
    : { source, skipped: 'unreadable', message: `${source} cannot be fetched: ${why}.` };
}
