import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { cutConnection } from './cut-connection.ts';
import { batchWriter, type Exchange, over } from './exchange.ts';

/** An HTTP/2 server that is handed its sockets, with TLS or without (prior knowledge). */
export function http2Server(
  handle: (exchange: Exchange) => void,
  socketOf: (stream: ServerHttp2Stream) => Socket | undefined,
): Http2Server {
  const server = createServer();
  server.on('stream', (stream, headers) => handle(toExchange(stream, headers, socketOf)));
  server.on('sessionError', () => {});
  return server;
}

function toExchange(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  socketOf: (stream: ServerHttp2Stream) => Socket | undefined,
): Exchange {
  const secure = socketOf(stream) instanceof TLSSocket;
  const left = new AbortController();
  const writer = batchWriter(stream, left.signal);
  stream.once('close', () => left.abort(over));
  stream.on('error', () => left.abort(over));
  return {
    transport: secure ? 'h2' : 'h2c',
    secure,
    method: headers[':method'] ?? '',
    target: headers[':path'] ?? '/',
    headers,
    body: stream,
    complete: () => !stream.aborted && stream.rstCode === 0,
    signal: left.signal,
    head: (status, fields) => {
      if (!stream.destroyed) stream.respond({ ...fields, ':status': status });
    },
    write: writer.write,
    end: () => {
      writer.flush();
      if (!stream.destroyed) stream.end();
    },
    reset: () => {
      cutConnection(socketOf(stream));
    },
    leave: () => left.abort(over),
  };
}
