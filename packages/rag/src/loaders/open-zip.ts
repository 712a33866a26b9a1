import { importLibrary } from './import-library.ts';
import type { LoadLimits } from './load-limits.ts';
import { Refusal } from './refusal.ts';

/** An archive whose entries are unpacked when they are asked for. */
export interface Zip {
  readonly names: readonly string[];
  /** The bytes of an entry; undefined when there is none of this name. */
  read(name: string): Uint8Array | undefined;
}

interface Entry {
  readonly method: number;
  readonly packed: Uint8Array;
}

/** More entries than any document has. */
const MOST_ENTRIES = 10_000;
/** Deflate packs runs of zeros to a thousandth; text hardly ever to less than a fiftieth. */
const MOST_RATIO = 250;
/** Below this, packing well is no harm. */
const HARMLESS = 1_000_000;

/**
 * Opens a ZIP archive. What its directory says of sizes is not believed: bytes are counted while they are unpacked, in steps, over
 * all entries that are read, and an entry that packs suspiciously well is refused. Archives in archives stay packed.
 *
 * Format: PKWARE APPNOTE 6.3; without ZIP64, which no document below 4 GB needs.
 */
export async function openZip(bytes: Uint8Array, limits: Required<LoadLimits>): Promise<Zip> {
  const { Inflate } = await importLibrary('fflate', () => import('fflate'));
  const entries = readDirectory(bytes);
  let unpacked = 0;
  const inflate = ({ method, packed }: Entry, name: string): Uint8Array => {
    const parts: Uint8Array[] = [];
    let size = 0;
    const count = (part: Uint8Array): void => {
      size += part.length;
      unpacked += part.length;
      parts.push(part);
      if (unpacked > limits.maxUnpacked) {
        throw new Refusal('too-complex', `unpacks to more than ${limits.maxUnpacked} bytes`);
      }
      if (size > HARMLESS && size > MOST_RATIO * packed.length) {
        throw new Refusal(
          'too-complex',
          `holds ${name}, which unpacks to more than ${MOST_RATIO} times its size`,
        );
      }
    };
    if (method === 0) count(packed);
    else if (method === 8) {
      const inflater = new Inflate(count);
      for (let at = 0; at < packed.length; at += 16_384) {
        inflater.push(packed.subarray(at, at + 16_384), at + 16_384 >= packed.length);
      }
    } else throw new Error(`${name} is packed by method ${method}`);
    return join(parts, size);
  };
  const read = new Map<string, Uint8Array>();
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      const known = read.get(name) ?? inflate(entry, name);
      read.set(name, known);
      return known;
    },
  };
}

function readDirectory(bytes: Uint8Array): ReadonlyMap<string, Entry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  const lowest = Math.max(0, end - 65_535);
  while (end >= lowest && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < lowest) throw new Error('it has no directory; it may be cut off');
  const count = view.getUint16(end + 10, true);
  if (count > MOST_ENTRIES) {
    throw new Refusal('too-complex', `holds ${count} entries, more than ${MOST_ENTRIES}`);
  }
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i += 1) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error('its directory is damaged');
    const [nameLength, extra, comment] = [28, 30, 32].map((o) => view.getUint16(at + o, true)) as [
      number,
      number,
      number,
    ];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if ((view.getUint16(at + 8, true) & 1) === 1) {
      throw new Refusal('encrypted', 'is encrypted; remove its password');
    }
    const local = view.getUint32(at + 42, true);
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const packed = bytes.subarray(from, from + view.getUint32(at + 20, true));
    entries.set(name, { method: view.getUint16(at + 10, true), packed });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
