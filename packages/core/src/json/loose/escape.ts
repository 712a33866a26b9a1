import { note, noteTruncated, type Reader } from './reader.ts';

const simple: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads the escape at `at` (a backslash). Gives the characters it stands for and where it ends.
 * An unknown escape keeps its backslash where it reads like a command, a path or a pattern (`\alpha`, `C:\work`, `\d`).
 */
export function readEscape(
  reader: Reader,
  at: number,
): { readonly chars: string; readonly end: number } {
  const { text } = reader;
  const char = text.charAt(at + 1);
  const known = simple[char];
  if (known !== undefined) {
    if (char === "'" || char === '`') note(reader, 'escape');
    return { chars: known, end: at + 2 };
  }
  if (char === '') return { chars: '', end: at + 1 };
  if (char === 'u') return readUnicodeEscape(reader, at);
  note(reader, 'escape');
  if (char === '\n') return { chars: '\n', end: at + 2 };
  const keeps = /[dDwWsS.()[\]{}+*?^$|]/.test(char) || /[A-Za-z]/.test(text.charAt(at + 2));
  return { chars: keeps ? `\\${char}` : char, end: at + 2 };
}

function readUnicodeEscape(reader: Reader, at: number): { chars: string; end: number } {
  const digits = /^[0-9a-fA-F]{0,4}/.exec(reader.text.slice(at + 2, at + 6))?.[0] ?? '';
  const end = at + 2 + digits.length;
  if (digits.length === 4) {
    return { chars: String.fromCharCode(Number.parseInt(digits, 16)), end };
  }
  note(reader, 'escape');
  if (end >= reader.text.length) {
    noteTruncated(reader);
    return { chars: '', end };
  }
  // Too few digits: which character was meant is lost. None at all, as in `C:\users`: it was no escape.
  if (digits === '') return { chars: '\\u', end };
  note(reader, 'dropped');
  return { chars: '\ufffd', end };
}
