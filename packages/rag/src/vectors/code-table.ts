import { nthHighest } from '../lexical/nth-highest.ts';
import { codeScorer } from './vector-code.ts';

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

/** For each result so many candidates are compared exactly: the price of recall. */
const CANDIDATES = 4;

/** How many passages codes put forward for `depth` results. */
export function candidateCount(depth: number): number {
  return CANDIDATES * depth;
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

/** The permitted passages whose codes come closest to the query, in no order: candidates to be compared exactly. */
export function nearestByCode(
  tables: Iterable<CodeTable>,
  query: Float32Array,
  allowed: (passage: number) => boolean,
  limit: number,
): readonly number[] {
  const score = codeScorer(query);
  const passages: number[] = [];
  const estimates: number[] = [];
  for (const { passages: own, scales, bits } of tables) {
    const length = own.length === 0 ? 0 : bits.length / own.length;
    for (let at = 0; at < own.length; at += 1) {
      const passage = own[at] as number;
      if (!allowed(passage)) continue;
      passages.push(passage);
      estimates.push(score(bits, at * length, scales[at] as number));
    }
  }
  const least = nthHighest(Float64Array.from(estimates), estimates.length, limit);
  return passages.filter((_, i) => (estimates[i] as number) >= least);
}
