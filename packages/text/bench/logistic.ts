type Sample = readonly [features: readonly number[], positive: boolean];

/** Value of a logistic model before the sigmoid; the bias is the last weight. */
export function logit(weights: readonly number[], features: readonly number[]): number {
  return features.reduce((sum, x, i) => sum + x * (weights[i] ?? 0), weights.at(-1) ?? 0);
}

/**
 * Weights of a logistic model, each set counting the same, in two steps: directions under a ridge of 0.001, since few sets
 * say little about how features trade off, then scale and bias without one, so that 0.5 means even odds.
 */
export function fitLogistic(sets: readonly (readonly Sample[])[]): number[] {
  const directions = ascend(sets, 0.001);
  const projected = sets.map((set) =>
    set.map(([features, positive]) => [[logit(directions, features)], positive] as const),
  );
  const [scale = 1, bias = 0] = ascend(projected, 0);
  const last = directions.length - 1;
  return directions.map((weight, i) => weight * scale + (i === last ? bias : 0));
}

function ascend(sets: readonly (readonly Sample[])[], ridge: number): number[] {
  const size = (sets[0]?.[0]?.[0].length ?? 0) + 1;
  const weights = new Array<number>(size).fill(0);
  for (let step = 0; step < 20_000; step++) {
    const gradient = weights.map((weight, i) => (i === size - 1 ? 0 : -ridge * weight));
    for (const set of sets) {
      for (const [features, positive] of set) {
        const error = (positive ? 1 : 0) - 1 / (1 + Math.exp(-logit(weights, features)));
        for (let i = 0; i < size; i++) {
          gradient[i] =
            (gradient[i] ?? 0) + (error * (features[i] ?? 1)) / set.length / sets.length;
        }
      }
    }
    for (let i = 0; i < size; i++) weights[i] = (weights[i] ?? 0) + 2 * (gradient[i] ?? 0);
  }
  return weights;
}

/** Chance that a positive scores above a negative, ties counting half. */
export function auroc(scored: readonly (readonly [score: number, positive: boolean])[]): number {
  const sorted = [...scored].sort((a, b) => a[0] - b[0]);
  const positives = sorted.filter(([, positive]) => positive).length;
  let below = 0;
  let wins = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end < sorted.length && sorted[end]?.[0] === sorted[i]?.[0]) end++;
    const tied = sorted.slice(i, end).filter(([, positive]) => positive).length;
    wins += tied * (below + (end - i - tied) / 2);
    below += end - i - tied;
    i = end;
  }
  return wins / (positives * (sorted.length - positives));
}
