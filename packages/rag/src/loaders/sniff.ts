/** What a file is by its bytes. */
export type Content = 'binary' | 'empty' | 'ole' | 'pdf' | 'text' | 'zip';

const ZIP = [0x50, 0x4b];
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

/** Tells what a file is, whatever its name says. Text in UTF-16 is known by its byte order mark. */
export function sniff(bytes: Uint8Array): Content {
  if (bytes.length === 0) return 'empty';
  if (begins(bytes, ZIP) && (bytes[2] ?? 0) <= 8) return 'zip';
  if (begins(bytes, OLE)) return 'ole';
  if (latin(bytes.subarray(0, 1024)).includes('%PDF-')) return 'pdf';
  if (begins(bytes, [0xff, 0xfe]) || begins(bytes, [0xfe, 0xff])) return 'text';
  return bytes.subarray(0, 65_536).includes(0) ? 'binary' : 'text';
}

/** Bytes as characters of the same numbers. */
export function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function begins(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}
