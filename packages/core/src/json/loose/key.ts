import { isQuote, isSpace } from './characters.ts';
import { looksLikeKey, nextSolid } from './look-ahead.ts';
import { note, peek, type Reader } from './reader.ts';
import { skipSpace } from './space.ts';
import { readString } from './string.ts';

/** Reads a key, quoted or not. Empty where there is none, as in `{: 2}`. */
export function readKey(reader: Reader): string {
  if (isQuote(peek(reader))) return readString(reader, 'key');
  const { text } = reader;
  const start = reader.at;
  while (reader.at < text.length && !endsBareKey(peek(reader))) reader.at += 1;
  let end = reader.at;
  while (end > start && isSpace(text.charAt(end - 1))) end -= 1;
  const key = text.slice(start, end);
  if (key !== '') note(reader, 'bare-string');
  if (!isQuote(peek(reader))) return key;
  if (text.charAt(nextSolid(reader, reader.at + 1)) === ':') {
    note(reader, 'quote');
    reader.at += 1;
    return key;
  }
  // A word before a quoted key, as in `COMMENT "notes": …`, names nothing.
  if (key === '' || !looksLikeKey(reader, reader.at)) return key;
  note(reader, 'comment');
  return readString(reader, 'key');
}

function endsBareKey(char: string): boolean {
  return ':,{}[]\n='.includes(char) || isQuote(char);
}

/** Reads the colon after a key, or what models write for it. Says whether there was one. */
export function readColon(reader: Reader): boolean {
  skipSpace(reader);
  const char = peek(reader);
  if (char === ':') {
    reader.at += 1;
    return true;
  }
  if (char !== '=') return false;
  note(reader, 'colon');
  reader.at += peek(reader, 1) === '>' ? 2 : 1;
  return true;
}
