import { auroc } from './logistic.ts';

type Scored = readonly [score: number, positive: boolean];

/**
 * 95 % interval of the gain in AUROC of one score over another, by a paired bootstrap over questions.
 *
 * Both lists hold each question twice in a row, with its gold page and without it, and the two are drawn together.
 */
export function gainInterval(base: readonly Scored[], ours: readonly Scored[]): [number, number] {
  const questions = base.length / 2;
  const random = generator(1);
  const gains = Array.from({ length: 1000 }, () => {
    const drawn = Array.from({ length: questions }, () => Math.floor(random() * questions));
    const of = (scored: readonly Scored[]): number =>
      auroc(drawn.flatMap((question) => scored.slice(2 * question, 2 * question + 2)));
    return of(ours) - of(base);
  }).sort((a, b) => a - b);
  return [gains[25] ?? 0, gains[974] ?? 0];
}

// A linear congruential generator (Numerical Recipes): the same draws on every run.
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
