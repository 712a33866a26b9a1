import type { JsonObject } from '@ashlar/core';
import type { ServiceError } from '../errors.ts';
import type { Exchange } from './exchange.ts';

/** How an operation answers. Each way says whether to go on: false when the client is gone or a fault took over. */
export interface Reply {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** A whole answer. */
  body(value: JsonObject, headers?: Readonly<Record<string, string>>): Promise<boolean>;
  error(error: ServiceError): Promise<boolean>;
  /** Begins a stream of events. */
  open(headers?: Readonly<Record<string, string>>): Promise<boolean>;
  frame(frame: Buffer): Promise<boolean> | boolean;
  /** Ends the stream of events. */
  close(): Promise<boolean>;
}

const json = 'application/json';

/** Answers as the service does: restJson1 with the error's name in a header, or an event stream. */
export function plainReply(exchange: Exchange, requestId: string): Reply {
  const { signal } = exchange;
  const common = { 'x-amzn-requestid': requestId };

  const send = async (status: number, body: JsonObject, headers: Record<string, string>) => {
    const bytes = Buffer.from(JSON.stringify(body));
    exchange.head(status, {
      ...common,
      'content-type': json,
      'content-length': String(bytes.length),
      ...headers,
    });
    await exchange.write(bytes);
    exchange.end();
    return !signal.aborted;
  };

  return {
    signal,
    body: (value, headers = {}) => send(200, value, headers),
    error: (error) =>
      send(error.status, error.body, {
        'x-amzn-errortype': error.exception,
        ...(error.retryAfterSeconds !== undefined && {
          'retry-after': String(error.retryAfterSeconds),
        }),
      }),
    open: async (headers) => {
      const type = { 'content-type': 'application/vnd.amazon.eventstream' };
      exchange.head(200, { ...common, ...type, ...headers });
      return !signal.aborted;
    },
    frame: (frame) => {
      const room = exchange.write(frame);
      return room === undefined ? !signal.aborted : room.then(() => !signal.aborted);
    },
    close: async () => {
      exchange.end();
      return !signal.aborted;
    },
  };
}
