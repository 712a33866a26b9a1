import { type Repair, repairAt, type SyntaxRepair } from '../repair-kind.ts';

/** Nesting beyond this ends the reading of a text: no model means it, and recursion stays bounded. */
export const maxLooseDepth = 256;

const maxListedRepairs = 100;

/** Where the reading of a text stands. One mutable record, passed down, so that the readers stay plain functions. */
export interface Reader {
  readonly text: string;
  at: number;
  /** The containers that are open, by their opening bracket, outermost first. */
  readonly open: string[];
  readonly path: (string | number)[];
  readonly repairs: Repair[];
  /** The text ended inside of a value. */
  truncated: boolean;
  /** Characters that may still be looked at ahead or read again. It is what keeps reading linear. */
  effort: Effort;
  /** How numbers were written whose text says more than their value (`1.10`, 20 digits), by path. */
  readonly numbers: Map<string, string>;
  readonly lastNewline: number;
  /** The text is known to be exact JSON: every quote is what it seems. */
  readonly exact: boolean;
}

/** A shared allowance of characters for looking ahead. When it is spent, the first reading of a place is taken. */
export interface Effort {
  left: number;
}

/** The allowance for a text of this length. */
export function effortFor(length: number): Effort {
  return { left: 16 * length + 4096 };
}

/** Starts reading at a position. */
export function createReader(text: string, at: number, effort: Effort, exact = false): Reader {
  return {
    text,
    at,
    open: [],
    path: [],
    repairs: [],
    truncated: false,
    effort,
    numbers: new Map(),
    lastNewline: text.lastIndexOf('\n'),
    exact,
  };
}

/** Starts reading the same text at another position, on the same allowance. */
export function readerAt(reader: Reader, at: number): Reader {
  return {
    ...reader,
    at,
    open: [],
    path: [],
    repairs: [],
    truncated: false,
    numbers: new Map(),
  };
}

/** The character here, or at an offset from here; empty at the end of the text. */
export function peek(reader: Reader, offset = 0): string {
  return reader.text.charAt(reader.at + offset);
}

/** Whether the text is used up. */
export function atEnd(reader: Reader): boolean {
  return reader.at >= reader.text.length;
}

/** Notes a repair at the value that is being read. */
export function note(reader: Reader, kind: SyntaxRepair): void {
  if (reader.repairs.length < maxListedRepairs) reader.repairs.push(repairAt(kind, reader.path));
}

/** Notes that the text ended too early. */
export function noteTruncated(reader: Reader): void {
  reader.truncated = true;
}
