import { type CountedList, firstFrom, packCounts } from './counted-list.ts';
import { countPairs } from './pairs.ts';
import type { PostingPlaces } from './posting-list.ts';

/** Passages in which two words stand near each other and how often they do, made from the places of both words. */
export function pairList(a: PostingPlaces, b: PostingPlaces, same: boolean): CountedList {
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
  return packCounts(passages, counts, found);
}
