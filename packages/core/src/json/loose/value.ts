import type { Json } from '../json.ts';
import { setProperty } from '../to-json.ts';
import { readBare } from './bare.ts';
import { readCall } from './call.ts';
import { isCloser, isOpener, isQuote } from './characters.ts';
import { readColon, readKey } from './key.ts';
import { looksLikeKey, nextSolid } from './look-ahead.ts';
import type { Role } from './quote-verdict.ts';
import { atEnd, maxLooseDepth, note, noteTruncated, peek, type Reader } from './reader.ts';
import { readSeparators } from './separator.ts';
import { skipSpace } from './space.ts';
import { readString } from './string.ts';

/** Reads the value that starts here, whatever it is. */
export function readValue(reader: Reader, role: Role): Json {
  skipSpace(reader);
  const char = peek(reader);
  if (isOpener(char) || char === '(') return readContainer(reader, char);
  if (role === 'property' && reader.text.startsWith('```', reader.at)) return readCodeBlock(reader);
  if (isQuote(char)) return readString(reader, role);
  const called = readCall(reader, (inside) => readValue(inside, 'item'));
  return called === undefined ? readBare(reader, role) : called;
}

function readContainer(reader: Reader, opener: string): Json {
  if (reader.open.length >= maxLooseDepth) {
    note(reader, 'too-deep');
    noteTruncated(reader);
    reader.at = reader.text.length;
    return null;
  }
  reader.at += 1;
  reader.open.push(opener);
  const value = opener === '{' ? readObject(reader) : readItems(reader);
  reader.open.pop();
  if (opener !== '(') return value;
  note(reader, 'set');
  const only = Array.isArray(value) && value.length === 1 ? (value[0] as Json) : undefined;
  return only !== undefined && !/,\s*\)$/.test(reader.text.slice(reader.at - 3, reader.at))
    ? only
    : value;
}

function readItems(reader: Reader): Json {
  const items: Json[] = [];
  const depth = reader.path.length;
  while (readSeparators(reader, items.length) === 'member') {
    const start = reader.at;
    reader.path[depth] = items.length;
    const value = readValue(reader, 'item');
    if (typeof value === 'string' && peek(reader) === ':' && isQuote(reader.text.charAt(start))) {
      items.push(readPairs(reader, value));
    } else if (reader.at > start) items.push(value);
    else skipOne(reader);
    reader.path.length = depth;
  }
  return items;
}

// Every turn of a loop takes at least one character: what cannot be read is dropped.
function skipOne(reader: Reader): void {
  note(reader, 'dropped');
  reader.at += 1;
}

// `["a": 1, "b": 2]`: an object that lost its braces.
function readPairs(reader: Reader, firstKey: string): Json {
  note(reader, 'bracket');
  const object: Record<string, Json> = {};
  for (let key = firstKey; ; ) {
    reader.at += 1;
    setProperty(object, key, readMember(reader));
    const comma = nextSolid(reader, reader.at);
    const next = nextSolid(reader, comma + 1);
    if (reader.text.charAt(comma) !== ',' || !isQuote(reader.text.charAt(next))) return object;
    if (!looksLikeKey(reader, next)) return object;
    reader.at = next;
    key = readKey(reader);
    skipSpace(reader);
    if (peek(reader) !== ':') return object;
  }
}

function readMember(reader: Reader): Json {
  skipSpace(reader);
  if (!atEnd(reader) && peek(reader) !== ',' && !isCloser(peek(reader))) {
    return readValue(reader, 'property');
  }
  note(reader, 'missing-value');
  if (atEnd(reader)) noteTruncated(reader);
  return null;
}

/** Reads the members of an object whose opening brace is missing. */
export function readBody(reader: Reader): Json {
  reader.open.push('{');
  const value = readObject(reader);
  reader.open.pop();
  return value;
}

// What follows a key; undefined where the next key or the end does.
function readProperty(reader: Reader): Json | undefined {
  if (!readColon(reader)) {
    if (peek(reader) === ',' || isCloser(peek(reader))) return undefined;
    if (!atEnd(reader)) note(reader, 'colon');
  }
  return readMember(reader);
}

function readObject(reader: Reader): Json {
  const object: Record<string, Json> = {};
  const lone: string[] = [];
  const depth = reader.path.length;
  let members = 0;
  let last: Json | undefined;
  for (;;) {
    const separation = readSeparators(reader, members + lone.length);
    if (separation !== 'member')
      return finish(reader, object, lone, members, separation === 'closed');
    const start = reader.at;
    if (isOpener(peek(reader))) {
      if (isNextItem(reader, members)) return finish(reader, object, lone, members, true);
      const inner = readContainer(reader, peek(reader));
      last = adopt(reader, object, inner, last);
      if (last === object) members = Object.keys(object).length;
      continue;
    }
    const key = readKey(reader);
    if (key === '' && !isQuote(reader.text.charAt(start))) {
      if (readColon(reader)) readMember(reader);
      else if (reader.at === start) reader.at += 1;
      note(reader, 'dropped');
    } else {
      reader.path[depth] = key;
      const value = readProperty(reader);
      if (value === undefined) lone.push(key);
      else {
        last = value;
        setProperty(object, key, value);
        members += 1;
      }
    }
    reader.path.length = depth;
  }
}

// `{"i": 1, {"i": 2}` in a list: the brace of the first object is missing.
function isNextItem(reader: Reader, members: number): boolean {
  if (peek(reader) !== '{' || reader.open.at(-2) !== '[') return false;
  const doubled =
    members === 0 && /^\{\s*["'\w}]/.test(reader.text.slice(reader.at, reader.at + 16));
  if (!doubled) note(reader, 'bracket');
  return !doubled;
}

// A container without a key: doubled braces, or more items for the list before it. Anything else is lost.
function adopt(
  reader: Reader,
  object: Record<string, Json>,
  inner: Json,
  last: Json | undefined,
): Json | undefined {
  if (inner !== null && typeof inner === 'object' && !Array.isArray(inner) && last === undefined) {
    note(reader, 'bracket');
    for (const [key, value] of Object.entries(inner)) setProperty(object, key, value as Json);
    return object;
  }
  if (Array.isArray(inner) && Array.isArray(last)) {
    note(reader, 'bracket');
    last.push(...(inner as Json[]));
  } else note(reader, 'dropped');
  return last;
}

// Keys without values: a set, `{'a', 'b'}`, or members whose value is missing.
function finish(
  reader: Reader,
  object: Record<string, Json>,
  lone: readonly string[],
  members: number,
  closed: boolean,
): Json {
  if (lone.length === 0) return object;
  if (members === 0 && (closed || lone.length > 1)) {
    note(reader, 'set');
    return lone;
  }
  for (const key of lone) {
    note(reader, members === 0 ? 'dropped' : 'missing-value');
    if (!Object.hasOwn(object, key)) setProperty(object, key, null);
  }
  return object;
}

function readCodeBlock(reader: Reader): string {
  const { text, at } = reader;
  note(reader, 'quote');
  const end = text.indexOf('```', at + 3);
  if (end < 0) noteTruncated(reader);
  reader.at = end < 0 ? text.length : end + 3;
  return text
    .slice(at + 3, end < 0 ? text.length : end)
    .replace(/^\w*\n/, '')
    .trimEnd();
}
