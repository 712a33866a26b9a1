import type { CountedList } from './counted-list.ts';
import { MANY, OFFSET_BITS, OFFSET_MASK } from './posting-codec.ts';

/**
 * Adds what one term weighs in each passage that is allowed. A search of a large index spends most of its time here: a million
 * postings.
 *
 * @param weight of the term: idf times how often it is asked for times {@link MOST}
 * @param norms by passage, see {@link lengthNorms}
 */
export function addWeights(
  { bases, ends, entries, many }: CountedList,
  weight: number,
  norms: Float64Array,
  allowed: Uint8Array,
  sums: Float64Array,
): void {
  let at = 0;
  let large = 0;
  for (let block = 0; block < bases.length; block += 1) {
    const base = bases[block] as number;
    for (const end = ends[block] as number; at < end; at += 1) {
      const entry = entries[at] as number;
      const passage = base + (entry & OFFSET_MASK);
      if (allowed[passage] === 0) {
        if (entry >= LARGE) large += 1;
        continue;
      }
      const count = entry < LARGE ? entry >>> OFFSET_BITS : (many[large++] as number);
      sums[passage] =
        (sums[passage] as number) + (weight * count) / (count + (norms[passage] as number));
    }
  }
}

const LARGE = MANY << OFFSET_BITS;
