import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type BedrockConnection, type BedrockOptions, bedrock } from '../../src/index.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: what was sent is compared as a whole
  readonly body: any;
  /** Settles when the client closed the request before it was answered in full. */
  readonly aborted: Promise<void>;
}

export type Reply = (response: ServerResponse, request: Received) => void;

export interface Server {
  readonly url: string;
  readonly received: readonly Received[];
  /** The body of the first request, or of another one. Throws when it did not come. */
  // biome-ignore lint/suspicious/noExplicitAny: what was sent is compared as a whole
  body(at?: number): any;
  /** Sockets that clients opened. */
  sockets(): number;
  /** Sockets that are open now. */
  open(): Promise<number>;
  /** Replies in order; the last one is repeated. */
  reply(...replies: readonly Reply[]): void;
  connect(options?: BedrockOptions): BedrockConnection;
}

/** A Bedrock of plain `node:http`, or `node:http2` without TLS, that says what a test tells it to. */
export async function startServer(protocol: 'http/1.1' | 'h2c' = 'http/1.1'): Promise<Server> {
  const received: Received[] = [];
  let replies: readonly Reply[] = [];
  let answered = 0;
  let sockets = 0;
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method = '', url = '', headers } = request;
    const aborted = new Promise<void>((resolve) => {
      response.once('close', () => {
        // Over HTTP/2 a stream that was cancelled counts as finished.
        const whole = protocol === 'h2c' ? response.writableEnded : response.writableFinished;
        if (!whole) resolve();
      });
    });
    const entry = {
      method,
      path: url,
      headers,
      body: text === '' ? undefined : JSON.parse(text),
      aborted,
    };
    received.push(entry);
    const reply = replies[Math.min(answered, replies.length - 1)];
    answered += 1;
    if (reply === undefined) response.writeHead(500).end();
    else reply(response, entry);
  };
  // The compatibility layer of HTTP/2 has what replies use of HTTP/1.1.
  const http = protocol === 'h2c' ? createHttp2Server(onRequest as never) : createServer(onRequest);
  const connected = new Set<Socket>();
  http.on('connection', (socket: Socket) => {
    sockets += 1;
    connected.add(socket);
    socket.once('close', () => connected.delete(socket));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  onTestFinished(() => {
    http.close();
    for (const socket of connected) socket.destroy();
  });
  return {
    url,
    received,
    body: (at = 0) => {
      const request = received[at];
      if (request === undefined) throw new Error(`Request ${at} did not come.`);
      return request.body;
    },
    sockets: () => sockets,
    open: () =>
      new Promise((resolve, reject) => {
        http.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    reply: (...next) => {
      replies = next;
      answered = 0;
    },
    connect: (options = {}) => {
      const connection = bedrock({
        region: 'us-east-1',
        endpoint: url,
        ...(protocol === 'h2c' && { http2: true }),
        credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
        ...options,
      });
      onTestFinished(() => connection.close());
      return connection;
    },
  };
}
