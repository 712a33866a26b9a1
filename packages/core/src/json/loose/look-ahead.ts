import {
  closerOf,
  closes,
  continuesName,
  isOpener,
  isQuote,
  isSpace,
  startsName,
} from './characters.ts';
import type { Reader } from './reader.ts';
import { spaceEnd } from './space.ts';

/** Whether a bracket can close something that is open: a `)` only inside a tuple or a call. */
export function canClose(reader: Reader, char: string): boolean {
  return char === '}' || char === ']' || (char === ')' && reader.open.includes('('));
}

const farthestKey = 160;

/** Where the next character that is not white space or comment stands. Charged to the reader's effort. */
export function nextSolid(reader: Reader, from: number): number {
  const end = spaceEnd(reader, from);
  reader.effort.left -= end - from + 1;
  return end;
}

/** Whether what starts here reads like a key with its colon: `"name":`, `'name' :`, `name:`. */
export function looksLikeKey(reader: Reader, from: number): boolean {
  return keyAhead(reader, from, false);
}

// A key that the end of the text cuts off counts where the text before it leaves nothing else.
function keyAhead(reader: Reader, from: number, mayBeCut: boolean): boolean {
  const { text, effort } = reader;
  if (effort.left <= 0) return true;
  const char = text.charAt(from);
  const end = isQuote(char) ? quotedEnd(reader, from) : nameEnd(text, from);
  if (end < 0) return false;
  effort.left -= end - from;
  if (end >= text.length) return mayBeCut && isQuote(char);
  if (end === from) return false;
  const colon = nextSolid(reader, end);
  if (colon >= text.length) return mayBeCut && isQuote(char);
  return text.charAt(colon) === ':' && !(text.startsWith('://', colon) && colon === end);
}

/** Where the quoted text that starts here ends, without judging its closing quote; -1 where it is too long to be a key. */
export function quotedEnd(reader: Reader, from: number): number {
  const { text } = reader;
  const opener = text.charAt(from);
  const limit = from + farthestKey;
  for (let at = from + 1; at < text.length; at += 1) {
    if (at > limit) return -1;
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (closes(char, opener)) return at + 1;
  }
  return text.length;
}

function nameEnd(text: string, from: number): number {
  if (!startsName(text.charAt(from))) return from;
  let at = from + 1;
  while (at < text.length && at - from < farthestKey && continuesName(text.charAt(at))) at += 1;
  return at;
}

/**
 * How well the text from here on continues after a complete value inside the containers that are open.
 * `maybe` means that every container would be closed and prose would follow.
 */
export function followsValue(reader: Reader, from: number): 'yes' | 'no' | 'maybe' {
  const { text, open, effort } = reader;
  let depth = open.length;
  let at = nextSolid(reader, from);
  while (at < text.length && effort.left > 0) {
    const char = text.charAt(at);
    if (depth > 0 && char === closerOf(open[depth - 1] as string)) depth -= 1;
    else if (char === ',') return followsComma(reader, nextSolid(reader, at + 1), open[depth - 1]);
    else if (depth === 0 && !canClose(reader, char)) return depth === open.length ? 'no' : 'maybe';
    else if (!canClose(reader, char)) return isOpener(char) || isQuote(char) ? 'yes' : 'no';
    at = nextSolid(reader, at + 1);
  }
  return 'yes';
}

function followsComma(
  reader: Reader,
  at: number,
  container: string | undefined,
): 'yes' | 'no' | 'maybe' {
  const { text } = reader;
  const char = text.charAt(at);
  if (char === '' || canClose(reader, char) || text.startsWith('...', at)) return 'yes';
  if (isOpener(char)) return 'yes';
  if (container === '{') return keyAhead(reader, at, true) || isOddKey(reader, at) ? 'yes' : 'no';
  if (container === undefined) return isQuote(char) || /[\d-]/.test(char) ? 'maybe' : 'no';
  return isQuote(char) || /[\d.,-]/.test(char) || bareItemFollows(reader, at) ? 'yes' : 'no';
}

// `5: …` and ` , , ` in an object, or a word before a quoted key.
function isOddKey(reader: Reader, at: number): boolean {
  const char = reader.text.charAt(at);
  if (char === ',') return true;
  if (/\d/.test(char)) return /^[\d.]+\s*:/.test(reader.text.slice(at, at + 24));
  if (!startsName(char)) return false;
  const end = nameEnd(reader.text, at);
  const next = nextSolid(reader, end);
  const quote = reader.text.charAt(next);
  if (!isQuote(quote)) return false;
  return (
    (next === end && reader.text.charAt(next + 1) === ':') ||
    (next > end && looksLikeKey(reader, next))
  );
}

// `, This is F(3)]` is an item without quotes; `, sic." ]` is the rest of a string.
function bareItemFollows(reader: Reader, from: number): boolean {
  const { text } = reader;
  let at = from;
  while (at < text.length && at - from < farthestKey && !'",]}\n'.includes(text.charAt(at)))
    at += 1;
  reader.effort.left -= at - from;
  return text.charAt(at) !== '"';
}

/** The nearest position before `from` that is not white space or a short block comment. */
export function previousSolid(text: string, from: number): number {
  let at = from - 1;
  while (at >= 0) {
    if (isSpace(text.charAt(at))) at -= 1;
    else if (text.charAt(at) === '/' && text.charAt(at - 1) === '*') {
      const start = text.slice(Math.max(0, at - 200), at - 1).lastIndexOf('/*');
      if (start < 0) return at;
      at = Math.max(0, at - 200) + start - 1;
    } else return at;
  }
  return at;
}
