import type { Readable } from 'node:stream';
import { ServiceError } from '../errors.ts';

/** 25 MB for the body of InvokeModel is the published limit; Converse has none, so that this holds base64 of as much. */
const maxBytes = 36_000_000;

/**
 * Reads a request's body.
 *
 * @returns nothing when the client left before its end
 */
export async function readBody(body: Readable): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  if (bytes > maxBytes) {
    throw new ServiceError('RequestEntityTooLargeException', 413, {
      message: `The request body has ${bytes} bytes; the emulator takes ${maxBytes}.`,
    });
  }
  return Buffer.concat(chunks);
}
