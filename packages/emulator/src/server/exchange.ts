import type { Readable } from 'node:stream';

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** `h2c` is HTTP/2 without TLS. */
export type Transport = 'http/1.1' | 'h2' | 'h2c';

/** One request and its answer, the same over HTTP/1.1 and HTTP/2. */
export interface Exchange {
  readonly transport: Transport;
  /** Whether it came over TLS. */
  readonly secure: boolean;
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: Readable;
  /** Whether all of the body has come; a client that cancels can look like one that has ended. */
  complete(): boolean;
  /** Aborted when the client has left, or the exchange is over. */
  readonly signal: AbortSignal;
  head(status: number, headers: Readonly<Record<string, string>>): void;
  /** Sends bytes; resolves when there is room for more, or nobody listens any more. */
  write(bytes: Buffer): Promise<void> | undefined;
  end(): void;
  /** Cuts the connection with a TCP reset. */
  reset(): void;
  /** Ends it as if the client had left. */
  leave(): void;
}

/** Why a signal of an exchange is aborted. One for all: every exchange ends so, and an error with a stack for each is dear. */
export const over: DOMException = new DOMException(
  'The client left, or has its answer.',
  'AbortError',
);

/** Bytes that are gathered within one turn of the event loop before they are handed to the socket. */
const batchBytes = 16_384;

interface Sink {
  write(bytes: Buffer): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

interface BatchWriter {
  write(bytes: Buffer): Promise<void> | undefined;
  flush(): void;
}

/** Gathers small writes: a stream event is a hundred bytes, and each write to a socket is a system call. */
export function batchWriter(sink: Sink, signal: AbortSignal): BatchWriter {
  let pending: Buffer[] = [];
  let bytes = 0;

  const flush = (): boolean => {
    if (pending.length === 0 || signal.aborted) return true;
    const batch = Buffer.concat(pending);
    pending = [];
    bytes = 0;
    return sink.write(batch);
  };

  return {
    write: (chunk) => {
      if (signal.aborted) return Promise.resolve();
      if (pending.length === 0) process.nextTick(flush);
      pending.push(chunk);
      bytes += chunk.length;
      if (bytes < batchBytes || flush()) return undefined;
      return new Promise((settle) => {
        sink.once('drain', settle);
        signal.addEventListener('abort', () => settle(), { once: true });
      });
    },
    flush,
  };
}
