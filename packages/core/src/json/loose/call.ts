import type { Json } from '../json.ts';
import { atEnd, maxLooseDepth, note, peek, type Reader } from './reader.ts';
import { skipSpace } from './space.ts';

const call = /[A-Za-z_$][\w$.]*\(\s*(?=["'[{\d-]|true\b|false\b|null\b)/y;

/** Reads `ObjectId("…")` or `callback({…})` as its only argument; undefined, and nothing taken, where no such call stands. */
export function readCall(reader: Reader, readValue: (reader: Reader) => Json): Json | undefined {
  const { at, truncated, effort } = reader;
  call.lastIndex = at;
  const head = call.exec(reader.text)?.[0];
  if (head === undefined || effort.left <= 0 || reader.open.length >= maxLooseDepth)
    return undefined;
  const listed = reader.repairs.length;
  note(reader, 'call');
  reader.at += head.length;
  reader.open.push('(');
  const value = readValue(reader);
  reader.open.pop();
  skipSpace(reader);
  if (peek(reader) === ')' || atEnd(reader)) {
    reader.at += 1;
    return value;
  }
  effort.left -= reader.at - at;
  Object.assign(reader, { at, truncated });
  reader.repairs.length = listed;
  return undefined;
}
