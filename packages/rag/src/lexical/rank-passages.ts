import { type Scored, topK } from '@ashlar/text';
import { nthHighest } from './nth-highest.ts';

/** Passages by their numbers, in no order, with their scores. */
export interface RankedPassages {
  readonly passages: Int32Array;
  readonly scores: Float64Array;
}

/** Room for sums by passage and for what is taken out of them, used again and again within a search. */
export interface Sums {
  /** By passage; all zero between two rankings. */
  readonly of: Float64Array;
  readonly touched: Int32Array;
  readonly scores: Float64Array;
}

/** @param size more than the highest number of a passage */
export function newSums(size: number): Sums {
  return {
    of: new Float64Array(size),
    touched: new Int32Array(size),
    scores: new Float64Array(size),
  };
}

/** One ranking that is to be combined with others. */
export interface RankedChannel {
  readonly best: RankedPassages;
  readonly weight: number;
  /** The score that counts as 1; 0: the ranking does not count. */
  readonly scale: number;
}

/**
 * The `depth` passages with the highest sums above 0; all sums are zero afterwards. Ids decide between equal sums,
 * and only there are they looked up.
 */
export function takeBest(
  { of, touched, scores }: Sums,
  depth: number,
  idOf: (passage: number) => string,
): RankedPassages {
  let seen = 0;
  for (let passage = 0; passage < of.length; passage += 1) {
    const score = of[passage] as number;
    if (score === 0) continue;
    touched[seen] = passage;
    scores[seen] = score;
    seen += 1;
    of[passage] = 0;
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

/** `scoreFusion` of @ashlar/text by the numbers of passages. */
export function fusePassages(
  channels: readonly RankedChannel[],
  sums: Sums,
  k: number,
  idOf: (passage: number) => string,
): readonly (Scored & { readonly passage: number })[] {
  const counted = channels.filter(({ scale }) => scale > 0);
  const total = counted.reduce((sum, { weight }) => sum + weight, 0);
  for (const { best, weight, scale } of counted) {
    best.passages.forEach((passage, i) => {
      const share = (weight * (best.scores[i] as number)) / (total * scale);
      sums.of[passage] = (sums.of[passage] as number) + share;
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
