import { type CountedList, countedList } from './counted-list.ts';
import { BLOCK } from './posting-batch.ts';
import { largeCount, MANY, OFFSET_BITS, OFFSET_MASK, partsOf } from './posting-codec.ts';

/** The postings of one term over all blocks. */
export interface PostingList extends CountedList {
  /** Made when they are first asked for. */
  places(): PostingPlaces;
  /** What it takes in memory, places included. */
  readonly byteLength: number;
}

/** Where the term stands in passage `passages[i]`: `positions` from `starts[i]` to `starts[i + 1]`; none where none are stored. */
export interface PostingPlaces {
  readonly passages: Int32Array;
  readonly starts: Int32Array;
  readonly positions: Int32Array;
}

/** One stored row of a term. */
export interface PostingRow {
  readonly block: number;
  readonly bytes: Uint8Array;
}

/** Reads the rows of a term, which must come with rising blocks. */
export function toPostingList(rows: readonly PostingRow[]): PostingList {
  const parts = rows.flatMap(({ block, bytes }) =>
    partsOf(bytes).map((part) => ({ ...part, base: block * BLOCK })),
  );
  const size = parts.reduce((sum, { entries }) => sum + entries.length, 0);
  const entries = new Uint16Array(size);
  const bases: number[] = [];
  const ends: number[] = [];
  const manyAt: number[] = [];
  const many: number[] = [];
  let at = 0;
  for (const part of parts) {
    entries.set(part.entries, at);
    for (let i = 0, large = 0; 2 * large < part.large.length; i += 1) {
      if ((part.entries[i] as number) >>> OFFSET_BITS < MANY) continue;
      manyAt.push(at + i);
      many.push(largeCount(part, large++));
    }
    at += part.entries.length;
    if (bases.at(-1) !== part.base) ends.push(bases.push(part.base));
    ends[ends.length - 1] = at;
  }
  const list = countedList({
    size,
    entries,
    bases: Int32Array.from(bases),
    ends: Int32Array.from(ends),
    manyAt: Int32Array.from(manyAt),
    many: Int32Array.from(many),
  });
  const stored = parts.map(({ places }) => places);
  const placed = stored.reduce((sum, { length }) => sum + length, 0);
  let places: PostingPlaces | undefined;
  return {
    ...list,
    places() {
      places ??= placed === 0 ? NO_PLACES : readPlaces(list, stored, placed);
      return places;
    },
    byteLength:
      800 +
      2 * size +
      8 * (bases.length + many.length) +
      (placed === 0 ? 0 : 8 * size + 5 * placed),
  };
}

/** `placed`: how many bytes of places there are; a place takes one at least. */
function readPlaces(
  { size, bases, ends, entries, many }: CountedList,
  stored: readonly Uint8Array[],
  placed: number,
): PostingPlaces {
  const bytes = new Uint8Array(placed);
  let from = 0;
  for (const part of stored) {
    bytes.set(part, from);
    from += part.length;
  }
  const passages = new Int32Array(size);
  const starts = new Int32Array(size + 1);
  const positions = new Int32Array(placed);
  let found = 0;
  let at = 0;
  let large = 0;
  let i = 0;
  for (let block = 0; block < bases.length; block += 1) {
    const base = bases[block] as number;
    for (const end = ends[block] as number; i < end; i += 1) {
      const entry = entries[i] as number;
      passages[i] = base + (entry & OFFSET_MASK);
      let count = entry >>> OFFSET_BITS;
      if (count === MANY) count = many[large++] as number;
      for (let place = 0; count > 0; count -= 1) {
        let byte = bytes[at++] as number;
        let gap = byte & 0x7f;
        for (let shift = 7; byte >= 0x80; shift += 7) {
          byte = bytes[at++] as number;
          gap |= (byte & 0x7f) << shift;
        }
        place += gap;
        positions[found++] = place;
      }
      starts[i + 1] = found;
    }
  }
  return { passages, starts, positions: positions.slice(0, found) };
}

const NONE = new Int32Array(0);
const NO_PLACES: PostingPlaces = { passages: NONE, starts: NONE, positions: NONE };

/** A term that nothing holds. */
export const EMPTY_LIST: PostingList = toPostingList([]);
