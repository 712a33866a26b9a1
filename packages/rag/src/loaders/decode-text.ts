import { Refusal } from './refusal.ts';

/**
 * The text of a file without its byte order mark: UTF-8, or UTF-16 with a byte order mark, or `charset` when it is given and there
 * is no mark.
 */
export function decodeText(bytes: Uint8Array, charset = 'utf-8'): string {
  const mark = `${bytes[0]},${bytes[1]}`;
  const label = mark === '255,254' ? 'utf-16le' : mark === '254,255' ? 'utf-16be' : charset;
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('not-utf-8', label === 'utf-8' ? 'is not UTF-8' : `is not ${label}`);
  }
}
