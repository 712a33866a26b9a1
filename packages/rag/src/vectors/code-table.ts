import { nthHighest } from '../lexical/nth-highest.ts';
import { codeLength, codeScorer, codeWords } from './vector-code.ts';

/** Codes of many vectors, side by side. */
export interface CodeTable {
  /** The number of the passage in each place. */
  readonly passages: Int32Array;
  readonly scales: Float32Array;
  /** All codes, one after the other. */
  readonly bits: Uint8Array;
}

/** One code as it is stored. */
export interface CodeRow {
  readonly passage: number;
  readonly scale: number;
  readonly bits: Uint8Array;
}

/** Up to so many permitted vectors are compared one by one: there is nothing to gain from codes. */
export const EXACT_UP_TO = 1000;

/**
 * How many passages codes put forward for `depth` results: the shorter the codes, the more candidates are compared exactly, twice
 * as many as results from 1,024 bits on, at most sixteen times as many.
 */
export function candidateCount(depth: number, dimensions: number): number {
  const bits = 8 * codeLength(dimensions);
  return depth * Math.min(16, Math.max(2, Math.ceil(2048 / bits)));
}

/** Puts codes side by side. */
export function toCodeTable(rows: Iterable<CodeRow>, count: number, length: number): CodeTable {
  const passages = new Int32Array(count);
  const scales = new Float32Array(count);
  const bits = new Uint8Array(count * length);
  let at = 0;
  for (const row of rows) {
    passages[at] = row.passage;
    scales[at] = row.scale;
    bits.set(row.bits, at * length);
    at += 1;
  }
  return { passages, scales, bits };
}

/**
 * The permitted passages whose codes come closest to the query, in no order: candidates to be compared exactly.
 *
 * @param allowed by passage: 1 where it may be found
 */
export function nearestByCode(
  tables: Iterable<CodeTable>,
  query: Float32Array,
  allowed: Uint8Array,
  limit: number,
): readonly number[] {
  const score = codeScorer(query);
  const found: number[] = [];
  const estimates: number[] = [];
  for (const { passages, scales, bits } of tables) {
    const words = codeWords(bits);
    const length = passages.length === 0 ? 0 : words.length / passages.length;
    const at = new Int32Array(passages.length);
    let count = 0;
    for (let i = 0; i < passages.length; i += 1) {
      if (allowed[passages[i] as number] === 1) at[count++] = i;
    }
    const own = new Float64Array(count);
    for (let n = 0; n < count; n += 1) {
      const i = at[n] as number;
      own[n] = score(words, i * length, scales[i] as number);
    }
    const least = nthHighest(own, count, limit);
    for (let i = 0; i < count; i += 1) {
      if ((own[i] as number) < least) continue;
      found.push(passages[at[i] as number] as number);
      estimates.push(own[i] as number);
    }
  }
  const least = nthHighest(Float64Array.from(estimates), estimates.length, limit);
  return found.filter((_, i) => (estimates[i] as number) >= least);
}
