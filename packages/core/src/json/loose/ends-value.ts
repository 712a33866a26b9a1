import { isOpener, isQuote } from './characters.ts';
import { canClose, looksLikeKey, nextSolid } from './look-ahead.ts';
import type { Role } from './quote-verdict.ts';
import { note, peek, type Reader } from './reader.ts';

/** Whether a word or number that ends here is the whole value. In an object and at the root, other words make it a text. */
export function endsValue(reader: Reader, end: number, role: Role): boolean {
  const next = nextSolid(reader, end);
  const char = reader.text.charAt(next);
  if (char === '' || char === ',' || char === ';' || canClose(reader, char) || isOpener(char))
    return true;
  if (isQuote(char) || reader.text.startsWith('```', next) || char === '<') return true;
  if (role === 'item') return next > end;
  if (reader.text.slice(end, next).includes('\n')) return true;
  return role === 'property' && next > end && looksLikeKey(reader, next);
}

/** Whether the quote at `at` has no partner: the value before it was never opened, and a delimiter follows. */
export function isStrayQuote(reader: Reader, at: number): boolean {
  const char = reader.text.charAt(at);
  if (char !== '"' && char !== '”' && char !== '“') return false;
  const after = reader.text.charAt(nextSolid(reader, at + 1));
  return after === '' || after === ',' || canClose(reader, after);
}

/** Drops a quote without partner right after a value: `12345", `. */
export function skipStrayQuote(reader: Reader): void {
  if (!isQuote(peek(reader)) || !isStrayQuote(reader, reader.at)) return;
  note(reader, 'quote');
  reader.at += 1;
}
