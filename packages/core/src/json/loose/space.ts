import { isSpace } from './characters.ts';
import { note, type Reader } from './reader.ts';

/** Skips white space and comments. Says whether a line ended on the way. */
export function skipSpace(reader: Reader): boolean {
  const start = reader.at;
  const end = spaceEnd(reader, start);
  if (end === start) return false;
  reader.at = end;
  let newline = false;
  let comment = false;
  for (let at = start; at < end; at += 1) {
    const char = reader.text.charAt(at);
    if (char === '\n') newline = true;
    else if (!comment && !isSpace(char)) comment = true;
  }
  if (comment) note(reader, 'comment');
  return newline;
}

/** Where white space and comments that start here end. */
export function spaceEnd(reader: Reader, start: number): number {
  const { text } = reader;
  let at = start;
  while (at < text.length) {
    if (isSpace(text.charAt(at))) at += 1;
    else {
      const end = commentEnd(reader, at);
      if (end === at) break;
      at = end;
    }
  }
  return at;
}

function commentEnd(reader: Reader, at: number): number {
  const { text } = reader;
  const char = text.charAt(at);
  if (char === '/' && text.charAt(at + 1) === '*') {
    const end = text.indexOf('*/', at + 2);
    return end < 0 ? text.length : end + 2;
  }
  const line =
    (char === '/' && text.charAt(at + 1) === '/') ||
    (char === '#' && /[\s!]/.test(text.charAt(at + 1)));
  return line ? lineCommentEnd(reader, at) : at;
}

// In a text of one line a line comment would swallow the closing brackets: there it ends before the first one.
function lineCommentEnd(reader: Reader, start: number): number {
  const { text } = reader;
  if (start < reader.lastNewline) return text.indexOf('\n', start);
  if (reader.open.length === 0) return text.length;
  let at = start;
  while (at < text.length && text.charAt(at) !== '}' && text.charAt(at) !== ']') at += 1;
  return at;
}
