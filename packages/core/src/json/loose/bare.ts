import type { Json } from '../json.ts';
import { closerOf, isQuote, isSpace } from './characters.ts';
import { endsValue, isStrayQuote, skipStrayQuote } from './ends-value.ts';
import { looksLikeKey, nextSolid } from './look-ahead.ts';
import { readNumber } from './number.ts';
import type { Role } from './quote-verdict.ts';
import { note, noteTruncated, type Reader } from './reader.ts';

const word = /(?:true|false|null|True|False|None|undefined)(?![\p{L}\p{N}_$])/uy;
const meaning: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
  ['True', true],
  ['False', false],
  ['None', null],
  ['undefined', null],
]);

/** Reads a value without quotes: a literal, a number, or else the text up to where the value must end. */
export function readBare(reader: Reader, role: Role): Json {
  const literal = readLiteral(reader, role);
  if (literal !== undefined) return literal;
  const number = readNumber(reader, role);
  return number === undefined ? readBareText(reader, role) : number;
}

function readLiteral(reader: Reader, role: Role): Json | undefined {
  word.lastIndex = reader.at;
  const found = word.exec(reader.text)?.[0];
  if (found === undefined || !endsValue(reader, reader.at + found.length, role)) return undefined;
  if (!/^[tfn]/.test(found)) note(reader, 'literal');
  reader.at += found.length;
  skipStrayQuote(reader);
  return meaning.get(found);
}

function readBareText(reader: Reader, role: Role): string {
  const { text, at: start } = reader;
  note(reader, 'bare-string');
  const end = bareEnd(reader, role);
  reader.at = end;
  if (end >= text.length && reader.open.length > 0) noteTruncated(reader);
  skipStrayQuote(reader);
  let last = end;
  while (last > start && isSpace(text.charAt(last - 1))) last -= 1;
  return text.slice(start, last);
}

function bareEnd(reader: Reader, role: Role): number {
  const { text, open } = reader;
  let brackets = 0;
  for (let at = reader.at; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '{' || char === '[') brackets += 1;
    else if (char === '}' || char === ']') {
      if (brackets <= 0 && open.length > 0) return at;
      brackets -= 1;
    } else if (char === ')' && open.at(-1) === '(') return at;
    else if (char === ',' || char === '\n') {
      if (brackets <= 0 && separates(reader, at, role)) return at;
    } else if (at > reader.at && isQuote(char) && quoteEnds(reader, at, role)) return at;
    else if (char === '/' && text.charAt(at + 1) === '*') return at;
    else if (char === '/' && text.charAt(at + 1) === '/' && isSpace(text.charAt(at - 1))) return at;
    else if (char === '`' && text.startsWith('```', at)) return at;
    else if (char === '<' && text.startsWith('</', at)) return at;
  }
  return text.length;
}

// In a list every comma and line break separates; in an object only one that a key, a bracket or the end follows.
function separates(reader: Reader, at: number, role: Role): boolean {
  if (role !== 'property') return true;
  const next = nextSolid(reader, at + 1);
  const char = reader.text.charAt(next);
  if (char === '' || reader.text.startsWith('...', next)) return true;
  if (char === closerOf(reader.open.at(-1) ?? '{')) return true;
  return looksLikeKey(reader, next);
}

function quoteEnds(reader: Reader, at: number, role: Role): boolean {
  const char = reader.text.charAt(at);
  if (char !== '"' && char !== '“') return false;
  return isStrayQuote(reader, at) || (role === 'property' && looksLikeKey(reader, at));
}
