import type { Json } from '../json.ts';
import { looksLikeKey, nextSolid } from './look-ahead.ts';
import type { Reader } from './reader.ts';

/** Exact JSON found in a text, and where it ends. */
export interface Exact {
  readonly value: Json;
  readonly end: number;
  /** Some of its numbers say more than their value (20 digits, 1.10, 1e5): their text may be asked for. */
  readonly telling: boolean;
}

/** Reads the container that starts here as exact JSON; undefined where it is not, or where it reads on behind its bracket. */
export function readExact(reader: Reader): Exact | undefined {
  const { text, at, effort } = reader;
  if (effort.left <= 0) return undefined;
  const end = balancedEnd(text, at);
  effort.left -= (end < 0 ? text.length : end) - at;
  if (end < 0) return undefined;
  const comma = nextSolid(reader, end);
  const key = nextSolid(reader, comma + 1);
  if (text.charAt(comma) === ',' && text.charAt(key) === '"' && looksLikeKey(reader, key)) {
    return undefined;
  }
  const slice = text.slice(at, end);
  try {
    return { value: JSON.parse(slice) as Json, end, telling: tellingNumber.test(slice) };
  } catch {
    return undefined;
  }
}

const tellingNumber = /\d{16}|\.\d*0(?!\d)|\d[eE]/;

const notable = /["{}[\]]/g;
const stringRest = /(?:[^"\\]|\\.)*"/sy;

function balancedEnd(text: string, start: number): number {
  let depth = 0;
  notable.lastIndex = start;
  for (let match = notable.exec(text); match !== null; match = notable.exec(text)) {
    if (match[0] === '"') {
      stringRest.lastIndex = notable.lastIndex;
      if (!stringRest.test(text)) return -1;
      notable.lastIndex = stringRest.lastIndex;
    } else {
      depth += match[0] === '{' || match[0] === '[' ? 1 : -1;
      if (depth === 0) return notable.lastIndex;
    }
  }
  return -1;
}
