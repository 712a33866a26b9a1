import type { FileHandle } from 'node:fs/promises';
import { StorageError } from '../errors.ts';
import { frame, readFrame } from './frame.ts';

/** How far a file is known to be sound. */
export interface KnownEnd {
  /** The first line; it holds a random number, so a file that was deleted and written anew is another one. */
  readonly header: Buffer;
  readonly offset: number;
  readonly length: number;
}

/** One appended batch, as it lies in the file. */
export interface Batch {
  readonly first: number;
  readonly count: number;
  /** The JSON array of its records. */
  readonly text: string;
}

/** The first line of a new file. */
export function headerOf(name: string): Buffer {
  return frame(`ashlar-log/1 ${crypto.randomUUID()} ${JSON.stringify(name)}`);
}

/** The line of a batch. */
export function batchFrame(first: number, records: readonly string[]): Buffer {
  return frame(`${first} ${records.length} [${records.join()}]`);
}

/**
 * Reads on from what is known, calling `visit` for each batch, up to the end or a torn tail; `null` when not even the header is whole.
 *
 * @throws StorageError `storage.corrupt` when the file is damaged, is no log, or belongs to another key.
 */
export async function readOn(
  handle: FileHandle,
  file: string,
  name: string,
  known: KnownEnd | null,
  visit?: (batch: Batch) => void,
): Promise<KnownEnd | null> {
  const start = known !== null && (await stillThere(handle, known)) ? known : null;
  const bytes = await readFrom(handle, start?.offset ?? 0);
  const header = start === null ? readHeader(bytes, file, name) : start.header;
  if (header === null) return null;
  let [at, length] = start === null ? [header.length, 0] : [0, start.length];
  for (;;) {
    const found = readFrame(bytes, at, file);
    if (found === null) return { header, offset: (start?.offset ?? 0) + at, length };
    const batch = parseBatch(found.payload);
    if (batch?.first !== length) throw corrupt(file, at, 'records are missing or out of order');
    visit?.(batch);
    length += batch.count;
    at = found.next;
  }
}

async function stillThere(handle: FileHandle, known: KnownEnd): Promise<boolean> {
  const { size } = await handle.stat();
  if (size < known.offset) return false;
  const header = Buffer.alloc(known.header.length);
  await handle.read(header, 0, header.length, 0);
  return header.equals(known.header);
}

async function readFrom(handle: FileHandle, offset: number): Promise<Buffer> {
  const { size } = await handle.stat();
  const bytes = Buffer.alloc(Math.max(0, size - offset));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function readHeader(bytes: Buffer, file: string, name: string): Buffer | null {
  const found = readFrame(bytes, 0, file);
  if (found === null) return null;
  const [kind, , ...rest] = found.payload.toString().split(' ');
  if (kind !== 'ashlar-log/1') throw corrupt(file, 0, 'it is not a log of a known version');
  if (rest.join(' ') !== JSON.stringify(name)) throw corrupt(file, 0, 'it belongs to another key');
  return Buffer.from(bytes.subarray(0, found.next));
}

function parseBatch(payload: Buffer): Batch | null {
  const found = /^(\d+) (\d+) /.exec(payload.toString('latin1', 0, 40));
  if (found === null) return null;
  const text = payload.toString('utf8', found[0].length);
  return { first: Number(found[1]), count: Number(found[2]), text };
}

function corrupt(file: string, offset: number, what: string): StorageError {
  return new StorageError('storage.corrupt', `${file} cannot be read: ${what}. Restore the file.`, {
    file,
    offset,
  });
}
