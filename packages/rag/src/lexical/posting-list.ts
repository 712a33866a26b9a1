import { BLOCK } from './posting-batch.ts';
import { readPostings } from './posting-codec.ts';

/** The postings of one term over all blocks, decoded: rising passages, and for each how often and where. */
export interface PostingList {
  readonly passages: Int32Array;
  readonly counts: Int32Array;
  /** The places of passage `i` are `positions.subarray(starts[i], starts[i + 1])`. */
  readonly starts: Int32Array;
  readonly positions: Int32Array;
  /** What it takes in memory. */
  readonly byteLength: number;
}

/** One stored row of a term. */
export interface PostingRow {
  readonly block: number;
  readonly bytes: Uint8Array;
}

/** Decodes the rows of a term, which must come with rising blocks. */
export function toPostingList(rows: readonly PostingRow[]): PostingList {
  const passages: number[] = [];
  const counts: number[] = [];
  const starts: number[] = [0];
  const positions: number[] = [];
  for (const { block, bytes } of rows) {
    const base = block * BLOCK;
    readPostings(bytes, (offset, count, places) => {
      passages.push(base + offset);
      counts.push(count);
      for (const place of places) positions.push(place);
      starts.push(positions.length);
    });
  }
  const list = {
    passages: Int32Array.from(passages),
    counts: Int32Array.from(counts),
    starts: Int32Array.from(starts),
    positions: Int32Array.from(positions),
  };
  const byteLength = Object.values(list).reduce((sum, part) => sum + part.byteLength, 200);
  return { ...list, byteLength };
}

/** A term that nothing holds. */
export const EMPTY_LIST: PostingList = toPostingList([]);
