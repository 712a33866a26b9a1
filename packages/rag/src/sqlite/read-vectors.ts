import { type Scored, topK } from '@ashlar/text';
import type { VectorIdentity } from '../index/generation.ts';
import {
  type CodeTable,
  candidateCount,
  EXACT_UP_TO,
  nearestByCode,
  toCodeTable,
} from '../vectors/code-table.ts';
import { codeLength } from '../vectors/vector-code.ts';
import { cosineTo } from '../vectors/vector-search.ts';
import type { Catalog } from './catalog.ts';
import type { Database } from './database.ts';
import { toVector } from './rows.ts';
import type { Permitted } from './search-index.ts';

/** A generation with vectors. */
export interface VectorTables extends VectorIdentity {
  /** Its number, part of the names of its tables. */
  readonly number: number;
}

/** Compares a query with the vectors of one generation. */
export interface VectorReader {
  /** The closest permitted passages: each one compared while they are few or with `exact`, else put forward by codes. */
  nearest(query: Float32Array, depth: number, permitted: Permitted, exact?: boolean): Scored[];
}

/** Codes that are read at once when they are not kept: 16 MB at 1,024 dimensions. */
const CHUNK = 128 * 1024;

/** `maxBytes`: what codes may take in memory; more of them are read again by every search. */
export function vectorReader(
  database: Database,
  { idOf }: Catalog,
  { number: generation, dimensions }: VectorTables,
  maxBytes: number,
): VectorReader {
  let kept: CodeTable | undefined;
  const length = codeLength(dimensions);
  const read = `SELECT bytes FROM vector_${generation} WHERE passage = ?`;

  const readAfter = (passage: number, limit: number): CodeTable => {
    const rows = database.all(
      `SELECT passage, scale, bits FROM code_${generation} WHERE passage > ? ORDER BY passage LIMIT ?`,
      passage,
      limit,
    );
    return toCodeTable(rows as never, rows.length, length);
  };
  function* codes(): Generator<CodeTable> {
    if (kept !== undefined) return yield kept;
    const count = Number(database.get(`SELECT count(*) AS n FROM code_${generation}`)?.n);
    if (count * (length + 8) <= maxBytes) {
      kept = readAfter(0, count);
      return yield kept;
    }
    for (let last = 0; ; ) {
      const table = readAfter(last, CHUNK);
      if (table.passages.length === 0) return;
      yield table;
      last = table.passages.at(-1) as number;
    }
  }
  return {
    nearest(query, depth, { mask, count }, exact = false) {
      const limit = candidateCount(depth, dimensions);
      const candidates =
        exact || count <= Math.max(EXACT_UP_TO, limit)
          ? placesOf(mask)
          : nearestByCode(codes(), query, mask, limit);
      const similarity = cosineTo(query);
      const found: Scored[] = [];
      for (const passage of candidates) {
        const bytes = database.get(read, passage)?.bytes;
        if (!(bytes instanceof Uint8Array)) continue;
        const score = similarity(toVector(bytes));
        if (score > 0) found.push({ id: idOf(passage), score });
      }
      return topK(found, depth);
    },
  };
}

/** Where a mask is set. */
function placesOf(mask: Uint8Array): readonly number[] {
  const places: number[] = [];
  for (let at = mask.indexOf(1); at >= 0; at = mask.indexOf(1, at + 1)) places.push(at);
  return places;
}
