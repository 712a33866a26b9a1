import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { cutConnection } from './cut-connection.ts';
import { batchWriter, type Exchange, over } from './exchange.ts';

/** An HTTP/1.1 server that is handed its sockets. */
export function http1Server(handle: (exchange: Exchange) => void): Server {
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
  server.on('request', (request, response) => handle(toExchange(request, response)));
  // A client that sends no HTTP gets what HTTP has for that; nothing here may end the process.
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return server;
}

function toExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const left = new AbortController();
  const writer = batchWriter(response, left.signal);
  response.once('close', () => left.abort(over));
  response.on('error', () => left.abort(over));
  request.on('error', () => left.abort(over));
  return {
    transport: 'http/1.1',
    secure: request.socket instanceof TLSSocket,
    method: request.method ?? '',
    target: request.url ?? '/',
    headers: request.headers,
    body: request,
    complete: () => request.complete,
    signal: left.signal,
    head: (status, headers) => {
      response.writeHead(status, headers);
    },
    write: writer.write,
    end: () => {
      writer.flush();
      response.end();
    },
    reset: () => {
      cutConnection(request.socket);
    },
    leave: () => left.abort(over),
  };
}
