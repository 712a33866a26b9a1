import type { PostingPlaces } from './posting-list.ts';

// Pairs of near words are not stored: they follow from the positions of the words. This mirrors `pairAnalyser` of
// @ashlar/text (window 4, no pairs in scripts without spaces); a test holds the two against each other.

/** Words that count as near each other, from the first to the last. */
const WINDOW = 4;

const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;

/** Whether a word takes part in pairs. */
export function isSpaced(term: string): boolean {
  return !UNSPACED.test(term);
}

/** How many pairs `count` spaced words make. */
export function pairLength(count: number): number {
  let length = 0;
  for (let gap = 1; gap < WINDOW; gap += 1) length += Math.max(0, count - gap);
  return length;
}

/** How often two words stand near each other in a passage, from their places; of a word with itself: each pair once. */
export function countPairs(
  a: PostingPlaces,
  i: number,
  b: PostingPlaces,
  j: number,
  same: boolean,
): number {
  let count = 0;
  const lastA = a.starts[i + 1] ?? 0;
  const lastB = b.starts[j + 1] ?? 0;
  for (let left = a.starts[i] ?? 0; left < lastA; left += 1) {
    for (let right = b.starts[j] ?? 0; right < lastB; right += 1) {
      const gap = (b.positions[right] as number) - (a.positions[left] as number);
      if (gap >= WINDOW) break;
      if (gap > 0 || (gap < 0 && gap > -WINDOW && !same)) count += 1;
    }
  }
  return count;
}
