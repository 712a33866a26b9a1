import { countPairs } from './pairs.ts';
import type { PostingList } from './posting-list.ts';

/** Passages in which two words stand near each other, and how often they do. */
export interface CountedList {
  readonly passages: Int32Array;
  readonly counts: Int32Array;
}

/** Made from the lists of both words, which hold their passages in rising order. */
export function pairList(a: PostingList, b: PostingList, same: boolean): CountedList {
  const size = Math.min(a.passages.length, b.passages.length);
  const passages = new Int32Array(size);
  const counts = new Int32Array(size);
  let found = 0;
  let i = 0;
  let j = 0;
  while (i < a.passages.length && j < b.passages.length) {
    const left = a.passages[i] as number;
    const right = b.passages[j] as number;
    if (left === right) {
      const count = countPairs(placesOf(a, i), placesOf(b, j), same);
      if (count > 0) {
        passages[found] = left;
        counts[found] = count;
        found += 1;
      }
    }
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return { passages: passages.subarray(0, found), counts: counts.subarray(0, found) };
}

function placesOf({ starts, positions }: PostingList, i: number): Int32Array {
  return positions.subarray(starts[i], starts[i + 1]);
}
