import { topK } from '@ashlar/text';
import type { StoreResult } from './store.ts';

/** One result out of one per tenant: scores are shares of what is attainable, so they compare. */
export function bestOf(results: readonly StoreResult[], k: number): StoreResult {
  const [only] = results;
  if (results.length === 1 && only !== undefined) return only;
  const all = results.flatMap(({ passages, channels }) =>
    passages.map((passage) => ({ passage, channels })),
  );
  const ranked = topK(
    all.map(({ passage: { score } }, i) => ({ id: String(i).padStart(9, '0'), score })),
    k,
  ).flatMap(({ id }) => all[Number(id)] ?? []);
  return {
    passages: ranked.map(({ passage }) => passage),
    channels: ranked[0]?.channels ?? only?.channels ?? [],
  };
}
