import { formatPath } from '../json-path.ts';
import { endsValue, skipStrayQuote } from './ends-value.ts';
import type { Role } from './quote-verdict.ts';
import { note, noteTruncated, type Reader } from './reader.ts';

const token = /[+-]?(?:\d[\d_]*)?(?:\.[\d_]*)?(?:[eE][+-]?\d*)?/y;
const exact = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const repairable = /^[+-]?(?:(?:0|[1-9][\d_]*)(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d*)?$/;

/** Reads a number, also one cut off (`2.`, `2e`), in Python's or JSON5's way of writing; undefined where none stands. */
export function readNumber(reader: Reader, role: Role): number | null | undefined {
  const { text, at: start } = reader;
  token.lastIndex = start;
  const written = token.exec(text)?.[0] ?? '';
  const end = start + written.length;
  if (written === '' || !endsValue(reader, end, role)) return undefined;
  if (written === '-' && end >= text.length) {
    reader.at = end;
    noteTruncated(reader);
    return null;
  }
  if (!repairable.test(written)) return undefined;
  reader.at = end;
  if (!exact.test(written)) note(reader, 'number');
  const value = Number(
    written
      .replaceAll('_', '')
      .replace(/^\+/, '')
      .replace(/[eE][+-]?$/, ''),
  );
  if (!Number.isFinite(value)) return restart(reader, start);
  skipStrayQuote(reader);
  if (String(value) !== written) reader.numbers.set(formatPath(reader.path), written);
  return value;
}

function restart(reader: Reader, start: number): undefined {
  reader.at = start;
  return undefined;
}
