import { isOpener, isQuote, startsName } from './characters.ts';
import {
  canClose,
  followsValue,
  looksLikeKey,
  nextSolid,
  previousSolid,
  quotedEnd,
} from './look-ahead.ts';
import type { Reader } from './reader.ts';

/** Where in a document a string stands: what may follow it depends on it. */
export type Role = 'key' | 'property' | 'item' | 'root';

/** A quote ends the string, belongs to its text, or shows that the string had ended earlier, at `cut`. */
export type Verdict = 'end' | 'inner' | { readonly cut: number };

/** What is known about the string so far. */
export interface StringSoFar {
  readonly start: number;
  readonly role: Role;
  /** Opening minus closing brackets in its text. */
  readonly brackets: number;
}

/** Judges a quote of the right kind at `at` inside a string, by what stands around it. */
export function judgeQuote(reader: Reader, at: number, string: StringSoFar): Verdict {
  if (reader.exact) return 'end';
  const next = nextSolid(reader, at + 1);
  if (next >= reader.text.length) return 'end';
  if (isLastOfTwo(reader, at)) return 'inner';
  if (endsHere(reader, at, next, string)) return 'end';
  return reader.effort.left > 0 ? endedEarlier(reader, at, string) : 'inner';
}

// `72""` before a delimiter: the first of the two is an inch sign.
function isLastOfTwo(reader: Reader, at: number): boolean {
  const { text } = reader;
  if (text.charAt(at + 1) !== text.charAt(at)) return false;
  const after = text.charAt(nextSolid(reader, at + 2));
  return after === '' || after === ',' || after === ':' || canClose(reader, after);
}

function endsHere(reader: Reader, at: number, next: number, string: StringSoFar): boolean {
  const { text } = reader;
  const char = text.charAt(next);
  if (char === '+')
    return string.role !== 'key' && isQuote(text.charAt(nextSolid(reader, next + 1)));
  if (text.startsWith('```', next) || text.startsWith('</', next)) return true;
  if (string.role === 'key') return endsKey(reader, next);
  if (string.role === 'root') return endsRoot(reader, at, next);
  if (char === ',' || canClose(reader, char)) {
    const follows = followsValue(reader, next);
    return follows === 'yes' || (follows === 'maybe' && string.brackets <= 0);
  }
  if (string.role === 'property') {
    return (isQuote(char) || startsName(char)) && looksLikeKey(reader, next);
  }
  if (char === ':' || isQuote(char) || isOpener(char) || /[\d-]/.test(char)) return true;
  if (/^(?:true|false|null|None|True|False)\s*[,\]}]/.test(text.slice(next, next + 12)))
    return true;
  if (text.startsWith('...', next) || text.slice(at, next).includes('\n')) return true;
  // `"a" word]`: a word without quotes that ends the list.
  return /^[\p{L}_][^"',\]}\n]{0,80}\]/u.test(text.slice(next, next + 100));
}

function endsKey(reader: Reader, next: number): boolean {
  const { text } = reader;
  const char = text.charAt(next);
  return (
    ':,='.includes(char) ||
    canClose(reader, char) ||
    isOpener(char) ||
    isQuote(char) ||
    /[\d-]/.test(char) ||
    /^(?:true|false|null|None|True|False)\b/.test(text.slice(next, next + 6))
  );
}

function endsRoot(reader: Reader, at: number, next: number): boolean {
  const { text } = reader;
  const char = text.charAt(next);
  if (char === ':') return true;
  const after = text.charAt(nextSolid(reader, next + 1));
  if (char === ',') return after === '' || isQuote(after) || isOpener(after) || /[\d-]/.test(after);
  if (char === ';' || canClose(reader, char)) return after === '' || after === ';';
  return isQuote(char) && text.slice(at, next).includes('\n');
}

function endedEarlier(reader: Reader, at: number, string: StringSoFar): Verdict {
  const { text } = reader;
  const before = previousSolid(text, at);
  if (before <= string.start) return 'inner';
  const char = text.charAt(before);
  if (string.role === 'key') return char === ':' ? { cut: before } : 'inner';
  const nextLine = text.slice(before + 1, at).includes('\n');
  if (char !== ',' && char !== '+' && char !== '{' && !nextLine) return 'inner';
  if (!startsNext(reader, at, string.role)) return 'inner';
  if (char === ',' || char === '+') return { cut: before };
  if (char !== '{') return { cut: before + 1 };
  const seam = /\}\s*,\s*\{\s*$/.exec(text.slice(Math.max(string.start, at - 80), at));
  return seam === null || string.brackets > 0 ? 'inner' : { cut: at - seam[0].length };
}

// Whether a key (in an object) or an item of its own starts at this quote.
function startsNext(reader: Reader, at: number, role: Role): boolean {
  if (role === 'property') {
    if (looksLikeKey(reader, at)) return true;
    return /\+\s*$/.test(reader.text.slice(Math.max(0, at - 20), at));
  }
  const end = quotedEnd(reader, at);
  if (end < 0) return false;
  const after = reader.text.charAt(nextSolid(reader, end));
  return after === '' || after === ',' || canClose(reader, after);
}
