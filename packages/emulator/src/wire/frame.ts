import { crc32 } from 'node:zlib';
import type { Json } from '@ashlar/core';

/**
 * Encodes one message of `application/vnd.amazon.eventstream`: total length, header length, CRC of both, headers,
 * payload, CRC of everything before it.
 */
export function encodeFrame(headers: Buffer, payload: Buffer): Buffer {
  const total = 16 + headers.length + payload.length;
  const frame = Buffer.allocUnsafe(total);
  frame.writeUInt32BE(total, 0);
  frame.writeUInt32BE(headers.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  headers.copy(frame, 12);
  payload.copy(frame, 12 + headers.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, total - 4)), total - 4);
  return frame;
}

export function eventFrame(type: EventType, payload: Json): Buffer {
  return encodeFrame(eventHeaders[type], Buffer.from(JSON.stringify(payload)));
}

export function exceptionFrame(type: string, payload: Json): Buffer {
  const headers = encodeHeaders({
    ':exception-type': type,
    ':content-type': 'application/json',
    ':message-type': 'exception',
  });
  return encodeFrame(headers, Buffer.from(JSON.stringify(payload)));
}

/** Headers of type string (7), the only one that this protocol's events use. */
function encodeHeaders(headers: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => {
      const head = Buffer.from(`\0${name}\x07`);
      head[0] = Buffer.byteLength(name);
      const text = Buffer.from(value);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(text.length);
      return [head, length, text];
    }),
  );
}

/** The events of ConverseStream, of InvokeModelWithResponseStream, and of the streams of knowledge bases. */
export type EventType =
  | 'messageStart'
  | 'contentBlockStart'
  | 'contentBlockDelta'
  | 'contentBlockStop'
  | 'messageStop'
  | 'metadata'
  | 'chunk'
  | 'output'
  | 'citation'
  | 'guardrail'
  | 'traceEvent'
  | 'responseEvent'
  | 'result';

const eventHeaders: Readonly<Record<EventType, Buffer>> = {
  messageStart: headersOf('messageStart'),
  contentBlockStart: headersOf('contentBlockStart'),
  contentBlockDelta: headersOf('contentBlockDelta'),
  contentBlockStop: headersOf('contentBlockStop'),
  messageStop: headersOf('messageStop'),
  metadata: headersOf('metadata'),
  chunk: headersOf('chunk'),
  output: headersOf('output'),
  citation: headersOf('citation'),
  guardrail: headersOf('guardrail'),
  traceEvent: headersOf('traceEvent'),
  responseEvent: headersOf('responseEvent'),
  result: headersOf('result'),
};

function headersOf(type: string): Buffer {
  return encodeHeaders({
    ':event-type': type,
    ':content-type': 'application/json',
    ':message-type': 'event',
  });
}
