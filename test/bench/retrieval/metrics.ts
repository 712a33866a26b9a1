/** How good a ranking is, 0..1. */
export type Metric = (ranking: readonly string[], gold: ReadonlySet<string>) => number;

/** Discounted cumulative gain of the first ten as a share of the best possible, all gold documents worth the same. */
export const ndcg10: Metric = (ranking, gold) => {
  const gain = (rank: number): number => 1 / Math.log2(rank + 2);
  const got = ranking.slice(0, 10).reduce((sum, id, i) => sum + (gold.has(id) ? gain(i) : 0), 0);
  const best = Array.from({ length: Math.min(10, gold.size) }, (_, i) => gain(i));
  return got / best.reduce((sum, one) => sum + one, 0);
};

/** One over the rank of the first gold document among the first ten. */
export const mrr10: Metric = (ranking, gold) => {
  const rank = ranking.slice(0, 10).findIndex((id) => gold.has(id));
  return rank < 0 ? 0 : 1 / (rank + 1);
};

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** 95 % interval of the mean difference of two systems on the same questions, by a paired bootstrap over questions. */
export function gainInterval(
  base: readonly number[],
  ours: readonly number[],
): readonly [number, number] {
  const gains = ours.map((value, i) => value - (base[i] ?? 0));
  const random = generator(1);
  const drawn = Array.from({ length: 2000 }, () =>
    mean(gains.map(() => gains[Math.floor(random() * gains.length)] ?? 0)),
  ).sort((a, b) => a - b);
  return [drawn[50] ?? 0, drawn[1949] ?? 0];
}

// A linear congruential generator (Numerical Recipes): the same draws on every run.
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
