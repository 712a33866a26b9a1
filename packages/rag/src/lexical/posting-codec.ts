// Postings of one term in one block of passages, as bytes: one or more parts, so that a row grows by appending. A part is
//
//   header   four numbers of two bytes: entries, large counts, bytes of places (low and high half)
//   entries  two bytes for each passage, rising: its offset in the block (12 bits) and how often the term occurs (4 bits)
//   large    four bytes for each entry whose four bits say `MANY`: how often it really occurs
//   places   for each entry as many variable-length integers as the term occurs: where, as gaps; padded to an even number.
//            None for n-grams and for words of scripts without spaces.
//
// Entries can be searched as they are: decoding is copying. Numbers are stored as the machine has them, little end first.

/** Bits of an entry that hold the offset: a block has as many passages as they can tell apart. */
export const OFFSET_BITS = 12;
export const OFFSET_MASK: number = (1 << OFFSET_BITS) - 1;
/** The count of an entry that stands for itself and all higher ones. */
export const MANY = 15;

const HEADER = 4;

/** Postings of one term in one block while they are put together. */
export interface OpenPostings {
  readonly entries: number[];
  readonly large: number[];
  readonly places: number[];
}

export function openPostings(): OpenPostings {
  return { entries: [], large: [], places: [] };
}

/** Offsets must rise. There are as many positions as the count says, or none; for all postings of a term alike. */
export function appendPosting(
  { entries, large, places }: OpenPostings,
  offset: number,
  count: number,
  positions: readonly number[],
): void {
  entries.push(offset | (Math.min(count, MANY) << OFFSET_BITS));
  if (count >= MANY) large.push(count);
  let before = 0;
  for (const position of positions) {
    let rest = position - before;
    while (rest >= 0x80) {
      places.push((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    places.push(rest);
    before = position;
  }
}

/** One part of a row. */
export function toPart({ entries, large, places }: OpenPostings): Uint8Array {
  const half = (places.length + 1) >> 1;
  const part = new Uint16Array(HEADER + entries.length + 2 * large.length + half);
  part.set([entries.length, large.length, places.length & 0xffff, places.length >>> 16]);
  part.set(entries, HEADER);
  let at = HEADER + entries.length;
  for (const count of large) {
    part[at++] = count & 0xffff;
    part[at++] = count >>> 16;
  }
  const bytes = new Uint8Array(part.buffer);
  bytes.set(places, 2 * at);
  return bytes;
}

/** What is in one part of a row, without a copy. */
export interface PostingPart {
  readonly entries: Uint16Array;
  /** Halves of the large counts. */
  readonly large: Uint16Array;
  readonly places: Uint8Array;
}

/** The parts of a row, in the order in which they were appended. */
export function partsOf(bytes: Uint8Array): readonly PostingPart[] {
  const even = bytes.byteOffset % 2 === 0 ? bytes : Uint8Array.from(bytes);
  const row = new Uint16Array(even.buffer, even.byteOffset, even.byteLength >> 1);
  const parts: PostingPart[] = [];
  for (let at = 0; at < row.length; ) {
    const [count = 0, many = 0, low = 0, high = 0] = row.subarray(at, at + HEADER);
    const large = at + HEADER + count;
    const places = large + 2 * many;
    const length = low | (high << 16);
    parts.push({
      entries: row.subarray(at + HEADER, large),
      large: row.subarray(large, places),
      places: even.subarray(2 * places, 2 * places + length),
    });
    at = places + ((length + 1) >> 1);
  }
  return parts;
}

/** The `i`th large count of a part. */
export function largeCount({ large }: PostingPart, i: number): number {
  return ((large[2 * i] as number) | ((large[2 * i + 1] as number) << 16)) >>> 0;
}

/** Calls back once per passage, in the order in which they were appended. */
export function readPostings(
  bytes: Uint8Array,
  visit: (offset: number, count: number, positions: readonly number[]) => void,
): void {
  for (const part of partsOf(bytes)) {
    let many = 0;
    let at = 0;
    for (const entry of part.entries) {
      let count = entry >>> OFFSET_BITS;
      if (count === MANY) count = largeCount(part, many++);
      const positions: number[] = [];
      let position = 0;
      for (let i = 0; i < count && part.places.length > 0; i += 1) {
        let byte = part.places[at++] as number;
        let gap = byte & 0x7f;
        for (let shift = 7; byte >= 0x80; shift += 7) {
          byte = part.places[at++] as number;
          gap |= (byte & 0x7f) << shift;
        }
        position += gap;
        positions.push(position);
      }
      visit(entry & OFFSET_MASK, count, positions);
    }
  }
}
