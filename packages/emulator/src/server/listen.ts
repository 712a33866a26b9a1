import type { ServerHttp2Session } from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from '../tls/self-signed.ts';
import type { Exchange } from './exchange.ts';
import { http1Server } from './http1.ts';
import { http2Server } from './http2.ts';

export interface ListenOptions {
  readonly port: number;
  /** @default no TLS: HTTP/1.1 and HTTP/2 with prior knowledge */
  readonly tls?: Certificate | undefined;
}

export interface Listener {
  readonly port: number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** How an HTTP/2 client with prior knowledge begins; no HTTP/1.1 method begins with `PR` and a third letter `I`. */
const preface = Buffer.from('PRI * HTTP/2');

/**
 * Listens on one loopback port for HTTP/1.1 and HTTP/2: by the first bytes that a client sends, or by ALPN where there is TLS.
 */
export async function listen(
  { port, tls }: ListenOptions,
  handle: (exchange: Exchange) => void,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const open = new Set<Exchange>();
  const socketOfSession = new WeakMap<ServerHttp2Session, Socket>();
  const begin = (exchange: Exchange): void => {
    open.add(exchange);
    exchange.signal.addEventListener('abort', () => open.delete(exchange), { once: true });
    handle(exchange);
  };
  const http1 = http1Server(begin);
  const http2 = http2Server(
    begin,
    ({ session }) => session && socketOfSession.get(session as ServerHttp2Session),
  );

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const serve = (socket: Socket, isHttp2: boolean): void => {
    if (!isHttp2) return void http1.emit('connection', socket);
    http2.once('session', (session) => socketOfSession.set(session, socket));
    http2.emit('connection', socket);
  };

  const server =
    tls === undefined
      ? createServer({ noDelay: true }, (socket) => {
          keep(socket);
          detect(socket, (isHttp2) => serve(socket, isHttp2));
        })
      : createTlsServer({ ...tls, noDelay: true, ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => {
          keep(socket);
          serve(socket, socket.alpnProtocol === 'h2');
        });
  // What fails before there is a session is a client that speaks no TLS, or does not trust us.
  if (tls !== undefined) {
    server.on('connection', keep);
    server.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  await new Promise<void>((settle, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', fail);
      settle();
    });
  });

  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((settle) => {
        server.close(() => settle());
        for (const exchange of open) exchange.leave();
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Looks at a connection's first bytes, which may come in pieces, and puts them back. */
function detect(socket: Socket, decide: (isHttp2: boolean) => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const look = (): void => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    seen = Buffer.concat([seen, chunk]);
    const length = Math.min(seen.length, preface.length);
    const matches = preface.subarray(0, length).equals(seen.subarray(0, length));
    if (matches && length < preface.length) return;
    socket.off('readable', look);
    socket.unshift(seen);
    decide(matches);
  };
  socket.on('readable', look);
}
