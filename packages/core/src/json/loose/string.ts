import { closerOf, closes, isOpener, isQuote } from './characters.ts';
import { readEscape } from './escape.ts';
import { looksLikeKey, nextSolid, previousSolid } from './look-ahead.ts';
import { judgeQuote, type Role } from './quote-verdict.ts';
import { note, noteTruncated, peek, type Reader } from './reader.ts';
import { skipSpace } from './space.ts';

/** Reads the quoted string that starts here, and the strings that are added to it with `+`. */
export function readString(reader: Reader, role: Role): string {
  let value = readOne(reader, role);
  while (reader.text.charAt(nextSolid(reader, reader.at)) === '+' && role !== 'key') {
    const plus = nextSolid(reader, reader.at);
    const next = reader.text.charAt(nextSolid(reader, plus + 1));
    if (next !== '' && next !== ',' && next !== ']' && next !== '}' && !isQuote(next)) break;
    note(reader, 'concatenation');
    reader.at = plus + 1;
    skipSpace(reader);
    if (!isQuote(peek(reader))) break;
    value += readOne(reader, role);
  }
  return value;
}

function readOne(reader: Reader, role: Role): string {
  return readMarked(reader) ?? readQuoted(reader, role);
}

// """python""", and ""csv"" where every quote was doubled.
function readMarked(reader: Reader): string | undefined {
  const { text, at, effort } = reader;
  const quote = peek(reader);
  if (peek(reader, 1) !== quote || effort.left <= 0) return undefined;
  const mark = peek(reader, 2) === quote ? quote.repeat(3) : quote.repeat(2);
  if (mark.length === 2 && !/[\p{L}\p{N}]/u.test(peek(reader, 2))) return undefined;
  const end = text.indexOf(mark, at + mark.length);
  effort.left -= (end < 0 ? text.length : end) - at;
  if (end >= 0) {
    note(reader, 'quote');
    reader.at = end + mark.length;
    return text.slice(at + mark.length, end);
  }
  if (mark.length === 2) {
    note(reader, 'quote');
    reader.at += 1;
  }
  return undefined;
}

const ordinary = /[^"'\\{}[\]\p{Cc}“”‘’`´]+/uy;

function readQuoted(reader: Reader, role: Role): string {
  const { text, at: start } = reader;
  const opener = peek(reader);
  if (opener !== '"') note(reader, 'quote');
  let value = '';
  let chunk = start + 1;
  let at = chunk;
  let brackets = 0;
  let raw = false;
  while (at < text.length) {
    ordinary.lastIndex = at;
    if (ordinary.test(text)) at = ordinary.lastIndex;
    const char = text.charAt(at);
    if (char === '\\') {
      const read = readEscape(reader, at);
      value += text.slice(chunk, at) + read.chars;
      at = read.end;
      chunk = at;
      continue;
    }
    if (closes(char, opener)) {
      const verdict = judgeQuote(reader, at, { start, role, brackets });
      if (verdict === 'end') {
        if (raw) note(reader, 'escape');
        reader.at = at + 1;
        return value + text.slice(chunk, at);
      }
      note(reader, 'quote');
      if (verdict !== 'inner') return cutAt(reader, start, verdict.cut);
    } else if (char === '{' || char === '[') brackets += 1;
    else if (char === '}' || char === ']') brackets -= 1;
    else if (char < ' ' && char !== '') raw = true;
    at += 1;
  }
  return readUnclosed(reader, start, role, value + text.slice(chunk));
}

// The string had ended at `cut`: what was read beyond it is read again as what follows.
function cutAt(reader: Reader, start: number, cut: number): string {
  const end = previousSolid(reader.text, cut) + 1;
  reader.effort.left -= 2 * (cut - start);
  reader.at = cut;
  return unescaped(reader, start + 1, Math.max(end, start + 1));
}

function unescaped(reader: Reader, from: number, to: number): string {
  let value = '';
  let at = from;
  while (at < to) {
    const backslash = reader.text.indexOf('\\', at);
    if (backslash < 0 || backslash >= to) break;
    const read = readEscape(reader, backslash);
    value += reader.text.slice(at, backslash) + read.chars;
    at = read.end;
  }
  return value + reader.text.slice(at, to);
}

// No closing quote up to the end of the text: it was cut off there, unless brackets were closed after the string.
function readUnclosed(reader: Reader, start: number, role: Role, value: string): string {
  const { text, effort } = reader;
  note(reader, 'quote');
  const last = text.charAt(previousSolid(text, text.length));
  effort.left -= text.length - start;
  if (effort.left > 0) {
    const cut =
      role === 'property'
        ? propertyCut(reader, start)
        : role !== 'key' && ',:[]{}()+/'.includes(last)
          ? firstDelimiter(reader, start, role)
          : -1;
    if (cut >= 0) return cutAt(reader, start, cut);
  }
  reader.at = text.length;
  noteTruncated(reader);
  return role === 'key' ? value.trimEnd() : value;
}

function firstDelimiter(reader: Reader, start: number, role: Role): number {
  const found = (role === 'root' ? /\n|\+\s*$/g : /[,[\]{}\n]|\+\s*[\]},]/g).exec(
    reader.text.slice(start + 1),
  );
  return found === null ? -1 : start + 1 + found.index;
}

// In an object the string ends before the next key, or before the brackets that close the text.
function propertyCut(reader: Reader, start: number): number {
  const { text, open } = reader;
  const separator = /[,\n]/g;
  separator.lastIndex = start + 1;
  for (
    let match = separator.exec(text);
    match !== null && reader.effort.left > 0;
    match = separator.exec(text)
  ) {
    const next = nextSolid(reader, match.index + 1);
    if (next < text.length && !isOpener(text.charAt(next)) && looksLikeKey(reader, next))
      return match.index;
  }
  let at = previousSolid(text, text.length);
  let depth = 0;
  while (at > start && depth < open.length && text.charAt(at) === closerOf(open[depth] as string)) {
    depth += 1;
    at = previousSolid(text, at);
  }
  return depth === 0 ? -1 : at + 1;
}
