import { BLOCK } from './posting-batch.ts';

/** The postings of one term over all blocks, decoded: rising passages, and for each how often and where. */
export interface PostingList {
  readonly passages: Int32Array;
  readonly counts: Uint8Array | Int32Array;
  /** The places of passage `i` are `positions` from `starts[i]` to `starts[i + 1]`; both empty where none are stored. */
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

/**
 * Decodes the rows of a term, which must come with rising blocks. The format is that of posting-codec.ts; here everything goes
 * into typed arrays at once, because searches of large indexes spend most of their time with it.
 */
export function toPostingList(rows: readonly PostingRow[]): PostingList {
  const total = rows.reduce((sum, { bytes }) => sum + bytes.length, 0);
  // An entry takes three bytes at least: offset, count, number of positions.
  const capacity = Math.ceil(total / 3);
  const passages = new Int32Array(capacity);
  const counts = new Int32Array(capacity);
  const starts = new Int32Array(capacity + 1);
  const positions = new Int32Array(total);
  let size = 0;
  let places = 0;
  let highest = 0;
  for (const { block, bytes } of rows) {
    const base = block * BLOCK;
    let at = 0;
    while (at < bytes.length) {
      let byte = bytes[at++] as number;
      let offset = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++] as number;
        offset |= (byte & 0x7f) << shift;
      }
      byte = bytes[at++] as number;
      let count = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++] as number;
        count |= (byte & 0x7f) << shift;
      }
      byte = bytes[at++] as number;
      let length = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++] as number;
        length |= (byte & 0x7f) << shift;
      }
      for (let place = 0; length > 0; length -= 1) {
        byte = bytes[at++] as number;
        let gap = byte & 0x7f;
        for (let shift = 7; byte >= 0x80; shift += 7) {
          byte = bytes[at++] as number;
          gap |= (byte & 0x7f) << shift;
        }
        place += gap;
        positions[places++] = place;
      }
      passages[size] = base + offset;
      counts[size] = count;
      if (count > highest) highest = count;
      size += 1;
      starts[size] = places;
    }
  }
  const list = {
    passages: passages.slice(0, size),
    counts: highest < 256 ? Uint8Array.from(counts.subarray(0, size)) : counts.slice(0, size),
    starts: places === 0 ? NONE : starts.slice(0, size + 1),
    positions: places === 0 ? NONE : positions.slice(0, places),
  };
  const byteLength = Object.values(list).reduce((sum, part) => sum + part.byteLength, 400);
  return { ...list, byteLength };
}

const NONE = new Int32Array(0);

/** A term that nothing holds. */
export const EMPTY_LIST: PostingList = toPostingList([]);
