import { crc32 } from 'node:zlib';

// One message of `vnd.amazon.eventstream`: total length, header length and their CRC32; headers; payload; CRC32 of all of it.
export function frame(headers: Readonly<Record<string, string>>, payload: unknown): Buffer {
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const total = 16 + head.length + body.length;
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(total, 0);
  prelude.writeUInt32BE(head.length, 4);
  const signed = Buffer.concat([prelude, uint32(crc32(prelude)), head, body]);
  return Buffer.concat([signed, uint32(crc32(signed))]);
}

export function event(type: string, payload: unknown): Buffer {
  const headers = {
    ':event-type': type,
    ':content-type': 'application/json',
    ':message-type': 'event',
  };
  return frame(headers, payload);
}

export function exception(type: string, payload: object): Buffer {
  const headers = {
    ':exception-type': type,
    ':content-type': 'application/json',
    ':message-type': 'exception',
  };
  return frame(headers, payload);
}

function header(name: string, value: string): Buffer {
  const key = Buffer.from(name);
  const text = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([Buffer.from([key.length]), key, Buffer.from([7]), length, text]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
