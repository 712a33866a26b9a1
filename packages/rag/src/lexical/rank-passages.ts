import { type Scored, topK } from '@ashlar/text';
import { nthHighest } from './nth-highest.ts';

/** Passages by their numbers, in no order, with their scores. */
export interface RankedPassages {
  readonly passages: Int32Array;
  readonly scores: Float64Array;
}

/** One ranking that is to be combined with others. */
export interface RankedChannel {
  readonly best: RankedPassages;
  readonly weight: number;
  /** The score that counts as 1; 0: the ranking does not count. */
  readonly scale: number;
}

/**
 * The `depth` passages with the highest sums above 0; `sums`, by passage, are all zero afterwards. Ids decide between equal sums,
 * and only there are they looked up.
 */
export function takeBest(
  sums: Float64Array,
  depth: number,
  idOf: (passage: number) => string,
): RankedPassages {
  const touched = new Int32Array(sums.length);
  const scores = new Float64Array(sums.length);
  let seen = 0;
  for (let passage = 0; passage < sums.length; passage += 1) {
    const score = sums[passage] as number;
    if (score === 0) continue;
    touched[seen] = passage;
    scores[seen] = score;
    seen += 1;
    sums[passage] = 0;
  }
  const least = nthHighest(scores, seen, depth);
  const passages: number[] = [];
  const level: number[] = [];
  for (let i = 0; i < seen; i += 1) {
    const score = scores[i] as number;
    if (score > least) passages.push(i);
    else if (score === least) level.push(i);
  }
  const room = depth - passages.length;
  const last =
    level.length <= room ? level : firstById(level, room, (i) => idOf(touched[i] as number));
  const places = [...passages, ...last];
  return {
    passages: Int32Array.from(places, (i) => touched[i] as number),
    scores: Float64Array.from(places, (i) => scores[i] as number),
  };
}

function firstById(
  places: readonly number[],
  count: number,
  idOf: (place: number) => string,
): readonly number[] {
  const placeOf = new Map(places.map((place) => [idOf(place), place]));
  const scored = [...placeOf.keys()].map((id) => ({ id, score: 0 }));
  return topK(scored, count).map(({ id }) => placeOf.get(id) as number);
}

/** `scoreFusion` of @ashlar/text by the numbers of passages; `sums` is all zero before and after. */
export function fusePassages(
  channels: readonly RankedChannel[],
  sums: Float64Array,
  k: number,
  idOf: (passage: number) => string,
): readonly (Scored & { readonly passage: number })[] {
  const counted = channels.filter(({ scale }) => scale > 0);
  const total = counted.reduce((sum, { weight }) => sum + weight, 0);
  for (const { best, weight, scale } of counted) {
    best.passages.forEach((passage, i) => {
      const share = (weight * (best.scores[i] as number)) / (total * scale);
      sums[passage] = (sums[passage] as number) + share;
    });
  }
  const { passages, scores } = takeBest(sums, k, idOf);
  const passageOf = new Map<string, number>();
  const found = Array.from(passages, (passage, i) => {
    const id = idOf(passage);
    passageOf.set(id, passage);
    return { id, score: scores[i] as number };
  });
  return topK(found, k).map((one) => ({ ...one, passage: passageOf.get(one.id) as number }));
}
