import { crc32 } from 'node:zlib';
import { StorageError } from '../errors.ts';

/**
 * A frame is one line: `<crc32 of the payload, 8 hex> <bytes of the payload> <payload>\n`. The payload of the first is the header,
 * of every other one batch: `<index of the first record> <count> [record,…]`. JSON holds no raw newline and no NUL.
 */
export function frame(payload: string): Buffer {
  const bytes = Buffer.from(payload);
  const checksum = crc32(bytes).toString(16).padStart(8, '0');
  return Buffer.concat([Buffer.from(`${checksum} ${bytes.length} `), bytes, newline]);
}

/** A sound frame and where the next one starts. */
export interface ReadFrame {
  readonly payload: Buffer;
  readonly next: number;
}

/**
 * The frame at `offset`; `null` at the end of the bytes or where a write was torn off.
 *
 * Torn is what a kill or a power loss can leave behind the last whole frame: a line that stops early, or one with blocks that were
 * never written (they read as NUL). Everything else is damage to what was whole once, and is never cut.
 *
 * @throws StorageError `storage.corrupt` with `file` and `offset`.
 */
export function readFrame(bytes: Buffer, offset: number, file: string): ReadFrame | null {
  if (offset === bytes.length) return null;
  const found = soundFrame(bytes, offset);
  if (found !== null) return found;
  if (isTorn(bytes, offset)) return null;
  throw new StorageError(
    'storage.corrupt',
    `${file} is damaged at byte ${offset}: the records from there on cannot be trusted. Restore the file from a copy.`,
    { file, offset },
  );
}

const newline = Buffer.from('\n');
const prefix = /^([0-9a-f]{8}) (\d{1,10}) /;

function soundFrame(bytes: Buffer, offset: number): ReadFrame | null {
  const head = prefix.exec(bytes.toString('latin1', offset, offset + 20));
  if (head === null) return null;
  const start = offset + head[0].length;
  const end = start + Number(head[2]);
  if (end >= bytes.length || bytes[end] !== newline[0]) return null;
  const payload = bytes.subarray(start, end);
  return crc32(payload) === Number.parseInt(head[1] ?? '', 16) ? { payload, next: end + 1 } : null;
}

function isTorn(bytes: Buffer, offset: number): boolean {
  const rest = bytes.subarray(offset);
  if (!rest.includes(newline) && !isWhole(rest)) return true;
  if (!rest.includes(0)) return false;
  for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline, at + 1)) {
    if (soundFrame(rest, at + 1) !== null) return false;
  }
  return true;
}

/** Whether a line without its newline has all the bytes that it announces: then the newline was damaged, not torn off. */
function isWhole(rest: Buffer): boolean {
  const head = prefix.exec(rest.toString('latin1', 0, 20));
  return head !== null && !rest.includes(0) && rest.length > head[0].length + Number(head[2]);
}
