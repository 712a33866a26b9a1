import { countPairs } from './pairs.ts';
import type { PostingList } from './posting-list.ts';

/** Passages in which two words stand near each other, and how often they do. */
export interface CountedList {
  readonly passages: Int32Array;
  readonly counts: Uint8Array | Int32Array;
}

/** Made from the lists of both words, which hold their passages in rising order. */
export function pairList(a: PostingList, b: PostingList, same: boolean): CountedList {
  // Which word comes first does not matter: the shorter list is gone through, the longer one is searched.
  const [few, many] = a.passages.length <= b.passages.length ? [a, b] : [b, a];
  const passages = new Int32Array(few.passages.length);
  const counts = new Int32Array(few.passages.length);
  let found = 0;
  let j = 0;
  for (let i = 0; i < few.passages.length; i += 1) {
    const passage = few.passages[i] as number;
    j = firstFrom(many.passages, j, passage);
    if (j === many.passages.length) break;
    if (many.passages[j] !== passage) continue;
    const count = countPairs(few, i, many, j, same);
    if (count === 0) continue;
    passages[found] = passage;
    counts[found] = count;
    found += 1;
  }
  return { passages: passages.subarray(0, found), counts: counts.subarray(0, found) };
}

/** The first place from `from` on whose number is at least `wanted`: steps that double, then halves. */
function firstFrom(numbers: Int32Array, from: number, wanted: number): number {
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
