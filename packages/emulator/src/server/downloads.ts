import { randomUUID } from 'node:crypto';
import type { Exchange } from './exchange.ts';

export interface Download {
  readonly mimeType: string;
  readonly bytes: Buffer;
}

/** Bytes that are waiting under a URL of their own, as behind a presigned URL. */
export interface Downloads {
  /** @returns the path under which the bytes can be fetched for some minutes */
  offer(download: Download): string;
  /** Answers a request for such a path, and says whether it was one. */
  answer(exchange: Exchange): boolean;
}

const prefix = '/_ashlar/documents/';
const validMs = 300_000;
/** Downloads that wait; the oldest is forgotten for a new one. */
const kept = 100;

export function downloads(now: () => number = Date.now): Downloads {
  const waiting = new Map<string, { readonly download: Download; readonly until: number }>();
  return {
    offer: (download) => {
      const path = `${prefix}${randomUUID()}`;
      waiting.set(path, { download, until: now() + validMs });
      const [oldest] = waiting.keys();
      if (waiting.size > kept && oldest !== undefined) waiting.delete(oldest);
      return path;
    },
    answer: (exchange) => {
      const [path = ''] = exchange.target.split('?', 1);
      if (exchange.method !== 'GET' || !path.startsWith(prefix)) return false;
      const found = waiting.get(path);
      const bytes =
        found !== undefined && found.until > now()
          ? found.download.bytes
          : Buffer.from('This link has expired, or never was.');
      exchange.head(found !== undefined && found.until > now() ? 200 : 403, {
        'content-type': found?.download.mimeType ?? 'text/plain',
        'content-length': String(bytes.length),
      });
      void exchange.write(bytes);
      exchange.end();
      return true;
    },
  };
}
