import { type ClientHttp2Stream, constants } from 'node:http2';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { linkAbort } from '@ashlar/core';
import { NodeHttp2Handler } from '@smithy/node-http-handler';

interface Http2Options {
  /** Streams on one session; more open another. */
  readonly maxStreams: number;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

/**
 * The SDK's handler for HTTP/2, with what it leaves out: streams share the session too (it gives each one of its own), connecting is
 * bounded, a body that falls silent or loses its connection is an error (it ends such a stream as if it were whole), and a stream that
 * is left is cancelled (it closes it without an error, which servers may take for a client that is still there).
 */
export function http2Handler(options: Http2Options): NodeHttp2Handler {
  const { maxStreams, connectTimeoutMs, idleTimeoutMs } = options;
  const handler = new NodeHttp2Handler({
    maxConcurrentStreams: maxStreams,
    requestTimeout: idleTimeoutMs,
    nodeHttp2ConnectOptions: { createConnection: (url) => open(url, connectTimeoutMs) },
  });
  const inner = handler.handle.bind(handler);
  handler.handle = async (request, given) => {
    const outer = (given?.abortSignal as AbortSignal | undefined) ?? new AbortController().signal;
    const link = linkAbort(outer);
    const shared = { ...given, abortSignal: link.signal, isEventStream: false };
    const answer = await inner(request, shared).catch(rethrow).finally(link.release);
    watch(answer.response.body as ClientHttp2Stream, outer, idleTimeoutMs);
    return answer;
  };
  return handler;
}

function watch(body: ClientHttp2Stream, signal: AbortSignal, idleTimeoutMs: number): void {
  body.removeAllListeners('timeout');
  body.setTimeout(idleTimeoutMs, () => body.destroy(silent(idleTimeoutMs)));
  body.once('aborted', () => body.destroy(reset('The connection was lost within the answer.')));
  const cancel = (): void => body.close(constants.NGHTTP2_CANCEL);
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  body.once('close', () => signal.removeEventListener('abort', cancel));
}

function open(url: URL, timeoutMs: number): Socket {
  const secure = url.protocol === 'https:';
  // A URL has IPv6 addresses in brackets, and leaves the usual ports out.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port) || (secure ? 443 : 80);
  const socket = secure
    ? connectTls({ host, port, servername: isIP(host) ? '' : host, ALPNProtocols: ['h2'] })
    : connect({ host, port });
  const late = setTimeout(() => {
    const message = `Socket did not establish a connection within ${timeoutMs} ms.`;
    socket.destroy(Object.assign(new Error(message), { name: 'TimeoutError' }));
  }, timeoutMs);
  socket.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(late));
  socket.once('close', () => clearTimeout(late));
  return socket;
}

function silent(ms: number): Error {
  const message = `The stream was silent for ${ms} ms.`;
  return Object.assign(new Error(message), { name: 'TimeoutError' });
}

function reset(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: 'ECONNRESET' });
}

// Why a session could not be opened stands behind the error of the stream that waited for it. For a connection that went away under a
// request the handler has words and no code; one of them is called a timeout.
function rethrow(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  const { code } = error as { readonly code?: unknown };
  if (code === 'ERR_HTTP2_STREAM_CANCEL' && error.cause instanceof Error) throw error.cause;
  const known = /^(Unexpected error: http2|HTTP\/2 stream is)/.test(error.message);
  throw known ? reset(error.message, error) : error;
}
