import { MANY, OFFSET_BITS, OFFSET_MASK } from './posting-codec.ts';

/** Passages in rising order and how often a term occurs in each, in two bytes for most of them. */
export interface CountedList {
  /** Passages. */
  readonly size: number;
  /** The number that offsets count from, by block of passages. */
  readonly bases: Int32Array;
  /** Where the entries of each block end. */
  readonly ends: Int32Array;
  /** Offset and count, see posting-codec.ts. */
  readonly entries: Uint16Array;
  /** The entries with large counts, and these counts. */
  readonly manyAt: Int32Array;
  readonly many: Int32Array;
  /** In how many documents the term occurs; `of`: the document of each passage. Counted once for each `of`. */
  documentFrequency(of: Int32Array): number;
}

type Columns = Omit<CountedList, 'documentFrequency'>;

export function countedList(columns: Columns): CountedList {
  let known: { readonly of: Int32Array; readonly frequency: number } | undefined;
  return {
    ...columns,
    documentFrequency(of) {
      if (known?.of !== of) known = { of, frequency: countGroups(columns, of) };
      return known.frequency;
    },
  };
}

/** Puts the first `size` passages, which rise, and their counts together. */
export function packCounts(passages: Int32Array, counts: Int32Array, size: number): CountedList {
  const entries = new Uint16Array(size);
  const bases: number[] = [];
  const ends: number[] = [];
  const manyAt: number[] = [];
  for (let i = 0; i < size; i += 1) {
    const passage = passages[i] as number;
    const count = counts[i] as number;
    const base = passage & ~OFFSET_MASK;
    if (bases.at(-1) !== base) {
      bases.push(base);
      ends.push(i);
    }
    ends[ends.length - 1] = i + 1;
    if (count >= MANY) manyAt.push(i);
    entries[i] = (passage & OFFSET_MASK) | (Math.min(count, MANY) << OFFSET_BITS);
  }
  return countedList({
    size,
    bases: Int32Array.from(bases),
    ends: Int32Array.from(ends),
    entries,
    manyAt: Int32Array.from(manyAt),
    many: Int32Array.from(manyAt, (i) => counts[i] as number),
  });
}

/** How often the term occurs in the passages from `first` to `last`, both included. */
export function countBetween(list: CountedList, first: number, last: number): number {
  const { bases, ends, entries } = list;
  let sum = 0;
  for (let block = firstFrom(bases, 0, first & ~OFFSET_MASK); block < bases.length; block += 1) {
    const base = bases[block] as number;
    if (base > last) break;
    let low = block === 0 ? 0 : (ends[block - 1] as number);
    const end = ends[block] as number;
    for (let high = end; low < high; ) {
      const middle = (low + high) >> 1;
      if (base + ((entries[middle] as number) & OFFSET_MASK) < first) low = middle + 1;
      else high = middle;
    }
    for (; low < end && base + ((entries[low] as number) & OFFSET_MASK) <= last; low += 1) {
      sum += countAt(list, low);
    }
  }
  return sum;
}

function countAt({ entries, manyAt, many }: Columns, at: number): number {
  const count = (entries[at] as number) >>> OFFSET_BITS;
  return count < MANY ? count : (many[firstFrom(manyAt, 0, at)] as number);
}

/** The passages of a document have numbers that follow each other. */
function countGroups({ bases, ends, entries }: Columns, of: Int32Array): number {
  let groups = 0;
  let last = -1;
  let at = 0;
  for (let block = 0; block < bases.length; block += 1) {
    const base = bases[block] as number;
    for (const end = ends[block] as number; at < end; at += 1) {
      const group = of[base + ((entries[at] as number) & OFFSET_MASK)] as number;
      if (group !== last) groups += 1;
      last = group;
    }
  }
  return groups;
}

/** The first place from `from` on whose number is at least `wanted`: steps that double, then halves. */
export function firstFrom(numbers: Int32Array, from: number, wanted: number): number {
  let step = 1;
  let low = from;
  let high = from;
  while (high < numbers.length && (numbers[high] as number) < wanted) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, numbers.length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
