import type { Json } from '../json.ts';
import { isCloser, isQuote } from './characters.ts';
import { nextSolid } from './look-ahead.ts';
import { atEnd, createReader, type Effort, note, peek, type Reader } from './reader.ts';
import { skipSpace } from './space.ts';
import { unescapeOnce } from './unescape.ts';
import { readBody, readValue } from './value.ts';

/** What a text without brackets says: a word, a number, a string, or a list of them. */
export interface Root {
  readonly value: Json;
  readonly reader: Reader;
  /** Nothing of the text was left over. */
  readonly whole: boolean;
  /** It is a text without quotes, so any prose reads like this. */
  readonly bare: boolean;
}

/** Reads a text as one value, a list separated by commas or lines, or the members of an object that lost its braces. */
export function readRoot(text: string, effort: Effort): Root | undefined {
  if (/^\s*\\"/.test(text)) return readUnescaped(text, effort);
  const reader = createReader(text, 0, effort);
  skipSpace(reader);
  const start = reader.at;
  const quoted = isQuote(peek(reader));
  const first = readValue(reader, 'root');
  const bare = typeof first === 'string' && !quoted;
  if (quoted && text.charAt(nextSolid(reader, reader.at)) === ':')
    return readMembers(text, start, effort);
  const values = [first];
  while (readSeparator(reader) && values.length < 100_000) values.push(readValue(reader, 'root'));
  const value = values.length > 1 ? values : first;
  if (values.length > 1) note(reader, 'several-values');
  return { value, reader, whole: atEnd(reader), bare };
}

function readUnescaped(text: string, effort: Effort): Root | undefined {
  const inner = readRoot(unescapeOnce(text), effort);
  if (inner !== undefined) note(inner.reader, 'unescaped');
  return inner;
}

function readMembers(text: string, start: number, effort: Effort): Root {
  const reader = createReader(text, start, effort);
  note(reader, 'bracket');
  const value = readBody(reader);
  return { value, reader, whole: atEnd(reader), bare: false };
}

// Whether another value follows: after a comma or on the next line. Brackets too many are dropped.
function readSeparator(reader: Reader): boolean {
  let separated = skipSpace(reader);
  for (;;) {
    const char = peek(reader);
    if (char === ',') {
      separated = true;
      note(reader, 'comma');
    } else if (char === ';' || isCloser(char) || char === '`') note(reader, 'bracket');
    else break;
    reader.at += 1;
    if (skipSpace(reader)) separated = true;
  }
  return separated && !atEnd(reader);
}
