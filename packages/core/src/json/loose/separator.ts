import { closerOf, isCloser } from './characters.ts';
import { looksLikeKey, nextSolid } from './look-ahead.ts';
import { atEnd, note, noteTruncated, peek, type Reader } from './reader.ts';
import { skipSpace } from './space.ts';

/** How a container went on after a member: with another one, or to its end with or without its own bracket. */
export type Separation = 'member' | 'closed' | 'ended';

/** Skips what stands between the members of the innermost container, and takes its closing bracket when that comes next. */
export function readSeparators(reader: Reader, members: number): Separation {
  let commas = 0;
  for (;;) {
    skipSpace(reader);
    const char = peek(reader);
    if (char === ',' || char === ';') {
      if (char === ';') note(reader, 'comma');
      commas += 1;
      reader.at += 1;
    } else if (char === '…' || reader.text.startsWith('...', reader.at)) {
      note(reader, 'ellipsis');
      reader.at += char === '…' ? 1 : 3;
      commas = 0;
      if (members > 0 && nextIsComma(reader)) continue;
      members = 0;
    } else if (isCloser(char)) {
      const verdict = judgeCloser(reader);
      if (verdict !== 'outer') reader.at += 1;
      if (verdict !== 'close') note(reader, 'bracket');
      if (verdict === 'skip') continue;
      if (commas > 0) note(reader, 'comma');
      return verdict === 'close' ? 'closed' : 'ended';
    } else break;
  }
  if (endsAbruptly(reader)) {
    note(reader, 'bracket');
    noteTruncated(reader);
    return 'ended';
  }
  if (commas !== (members > 0 ? 1 : 0)) note(reader, 'comma');
  return 'member';
}

function nextIsComma(reader: Reader): boolean {
  return reader.text.charAt(nextSolid(reader, reader.at)) === ',';
}

// The text, the code fence or the tag ends before the container does.
function endsAbruptly(reader: Reader): boolean {
  const { text, at } = reader;
  return atEnd(reader) || text.startsWith('```', at) || text.startsWith('</', at);
}

// A closing bracket closes this container, stands for one that was forgotten here (`outer`), or is too many.
function judgeCloser(reader: Reader): 'close' | 'outer' | 'skip' {
  const { open } = reader;
  const char = peek(reader);
  const own = open.length - 1;
  if (char === closerOf(open[own] as string)) return closesTooEarly(reader, own) ? 'skip' : 'close';
  const match = open.findLastIndex((opener) => closerOf(opener) === char);
  if (match < 0) return 'skip';
  if (match === own - 1 && closesTooEarly(reader, match)) return mistyped(reader);
  return leavesItemsBehind(reader, match) ? 'skip' : 'outer';
}

function mistyped(reader: Reader): 'close' {
  note(reader, 'bracket');
  return 'close';
}

// `}` before `, "key":` where no object is around the one it would close: that object goes on.
function closesTooEarly(reader: Reader, level: number): boolean {
  if (peek(reader) !== '}' || reader.open[level - 1] === '{') return false;
  const comma = nextSolid(reader, reader.at + 1);
  if (reader.text.charAt(comma) !== ',') return false;
  const key = nextSolid(reader, comma + 1);
  return reader.text.charAt(key) === '"' && looksLikeKey(reader, key);
}

// `}` before `, {` in a list directly inside the outermost object: closing both would leave the rest of the list outside.
function leavesItemsBehind(reader: Reader, match: number): boolean {
  if (match !== 0 || reader.open.at(-1) !== '[') return false;
  const comma = nextSolid(reader, reader.at + 1);
  if (reader.text.charAt(comma) !== ',') return false;
  return reader.text.charAt(nextSolid(reader, comma + 1)) === '{';
}
